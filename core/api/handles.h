// SPDX-License-Identifier: MIT
#ifndef ETALON_API_HANDLES_H
#define ETALON_API_HANDLES_H

/*
 * Ids for the objects that cross the boundary. An id is a slot and a generation, so that the id of
 * a closed object stays unknown when its slot is used again.
 */
enum et_handle_kind { ET_HANDLE_CLIP = 1, ET_HANDLE_CHAIN, ET_HANDLE_JOB, ET_HANDLE_FRAME };

/* Gives an object an id (above 0). Returns ET_ERROR_MEMORY when 4096 are in use. */
int et_handle_create(enum et_handle_kind kind, void *object);

/* The object of an id, or NULL with the message of ET_ERROR_STATE. */
void *et_handle_get(enum et_handle_kind kind, int id);

/* Forgets an id and returns its object, or NULL as et_handle_get(). */
void *et_handle_remove(enum et_handle_kind kind, int id);

/* Ids of a kind in use. */
int et_handle_count(enum et_handle_kind kind);

#endif
