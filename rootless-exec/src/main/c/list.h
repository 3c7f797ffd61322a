// SPDX-License-Identifier: Apache-2.0
//
// The list role: what is in directories, many a call.
#ifndef JBUILD_LIST_H
#define JBUILD_LIST_H

// Answers requests on standard input about what is below the root until that ends; the exit status.
int list_files(const char *root);

#endif
