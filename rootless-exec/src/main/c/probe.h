// SPDX-License-Identifier: Apache-2.0
#ifndef JBUILD_PROBE_H
#define JBUILD_PROBE_H

// The probe role: reports "ok" or an error; the exit status of the launcher.
int probe_overlay(const char *directory);
int probe_supervisor(void);

#endif
