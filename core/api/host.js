// SPDX-License-Identifier: MIT
// Binds the imports of core/api/api.h to the functions that the worker puts into `Module.host`.
addToLibrary({
  et_host_read: (reader, position, pointer, size) => Module['host'].read(reader, position, pointer, size),
  et_host_write: (sink, position, pointer, size) => Module['host'].write(sink, position, pointer, size),
  et_host_interrupt: (reader) => Module['host'].interrupt(reader),
  et_host_read_back: (sink, position, pointer, size) => Module['host'].readBack(sink, position, pointer, size),
  et_host_pending: (sink) => Module['host'].pending(sink),
});
