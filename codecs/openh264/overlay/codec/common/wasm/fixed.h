// SPDX-License-Identifier: BSD-2-Clause
/*
 * What stands in a table of functions where WebAssembly has one kernel only: a call through it is a direct call,
 * without the check of the signature that an indirect one costs, and an assignment changes nothing.
 */
#ifndef WELS_WASM_FIXED_H
#define WELS_WASM_FIXED_H

#include <stdint.h>

/* A member of such a table; of the given type where there is a choice. */
#define WELS_FIXED(type, function) SFixed<function>

template<auto kpFunction> struct SFixed {
  typedef decltype (kpFunction) PFunction;
  const SFixed& operator= (PFunction) const {
    return *this;
  }
  operator PFunction() const {
    return kpFunction;
  }
};

/* The same for functions of each size of block. */
template<typename PFunction, const PFunction* kpTable> struct SFixedTable {
  struct SEntry {
    PFunction pFunction;
    void operator= (PFunction) {}
    operator PFunction() const {
      return pFunction;
    }
  };
  SEntry operator[] (int32_t iIndex) const {
    return (SEntry) {
      kpTable[iIndex]
    };
  }
  operator const PFunction*() const {
    return kpTable;
  }
};

#endif
