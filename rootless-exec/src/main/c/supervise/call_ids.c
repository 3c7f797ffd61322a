// SPDX-License-Identifier: Apache-2.0
#include "calls.h"

#include <errno.h>

static const struct ids *own(const struct stop *stop) {
  return credentials_of(&stop->supervisor->credentials, stop->pid);
}

struct answer answer_getuid(const struct stop *stop) {
  return result(own(stop)->ruid);
}

struct answer answer_geteuid(const struct stop *stop) {
  return result(own(stop)->euid);
}

struct answer answer_getgid(const struct stop *stop) {
  return result(own(stop)->rgid);
}

struct answer answer_getegid(const struct stop *stop) {
  return result(own(stop)->egid);
}

static struct answer put_three(const struct stop *stop, unsigned real, unsigned effective, unsigned saved) {
  const unsigned ids[] = {real, effective, saved};
  for (size_t i = 0; i < 3; i++) {
    if (!memory_write(stop, stop->args[i], &ids[i], sizeof ids[i])) {
      return refused(EFAULT);
    }
  }
  return result(0);
}

struct answer answer_getresuid(const struct stop *stop) {
  const struct ids *ids = own(stop);
  return put_three(stop, ids->ruid, ids->euid, ids->suid);
}

struct answer answer_getresgid(const struct stop *stop) {
  const struct ids *ids = own(stop);
  return put_three(stop, ids->rgid, ids->egid, ids->sgid);
}

struct answer answer_getgroups(const struct stop *stop) {
  const struct ids *ids = own(stop);
  int room = (int)stop->args[0];
  size_t size = ids->group_count * sizeof *ids->groups;
  if (room < 0 || (room > 0 && (size_t)room < ids->group_count)) {
    return refused(EINVAL);
  }
  if (room && size && !memory_write(stop, stop->args[1], ids->groups, size)) {
    return refused(EFAULT);
  }
  return result((int64_t)ids->group_count);
}

// The answer to a call that has changed the ids, or failed to.
static struct answer become(const struct stop *stop, const struct ids *ids, int error) {
  error = error ? error : credentials_set(&stop->supervisor->credentials, stop->pid, ids);
  return error ? refused(error) : result(0);
}

struct answer answer_setuid(const struct stop *stop) {
  struct ids ids = *own(stop);
  return become(stop, &ids, ids_setuid(&ids, (uid_t)stop->args[0]));
}

struct answer answer_setgid(const struct stop *stop) {
  struct ids ids = *own(stop);
  return become(stop, &ids, ids_setgid(&ids, (gid_t)stop->args[0]));
}

struct answer answer_setreuid(const struct stop *stop) {
  struct ids ids = *own(stop);
  return become(stop, &ids, ids_setreuid(&ids, (uid_t)stop->args[0], (uid_t)stop->args[1]));
}

struct answer answer_setregid(const struct stop *stop) {
  struct ids ids = *own(stop);
  return become(stop, &ids, ids_setregid(&ids, (gid_t)stop->args[0], (gid_t)stop->args[1]));
}

struct answer answer_setresuid(const struct stop *stop) {
  struct ids ids = *own(stop);
  const uint64_t *args = stop->args;
  return become(stop, &ids, ids_setresuid(&ids, (uid_t)args[0], (uid_t)args[1], (uid_t)args[2]));
}

struct answer answer_setresgid(const struct stop *stop) {
  struct ids ids = *own(stop);
  const uint64_t *args = stop->args;
  return become(stop, &ids, ids_setresgid(&ids, (gid_t)args[0], (gid_t)args[1], (gid_t)args[2]));
}

struct answer answer_setfsuid(const struct stop *stop) {
  struct ids ids = *own(stop);
  uid_t before = ids_setfsuid(&ids, (uid_t)stop->args[0]);
  struct answer answer = become(stop, &ids, 0);
  return answer.kind == RESULT ? result(before) : answer;
}

struct answer answer_setfsgid(const struct stop *stop) {
  struct ids ids = *own(stop);
  gid_t before = ids_setfsgid(&ids, (gid_t)stop->args[0]);
  struct answer answer = become(stop, &ids, 0);
  return answer.kind == RESULT ? result(before) : answer;
}

// PR_SET_KEEPCAPS, of which setpriv makes use. The kernel notes it too: PR_GET_KEEPCAPS tells it then.
struct answer answer_prctl(const struct stop *stop) {
  struct ids ids = *own(stop);
  ids.keep_capabilities = stop->args[1] == 1;
  struct answer answer = become(stop, &ids, 0);
  return answer.kind == RESULT ? go_on() : answer;
}

struct answer answer_setgroups(const struct stop *stop) {
  gid_t groups[MOST_GROUPS];
  struct ids ids = *own(stop);
  size_t count = (size_t)(int)stop->args[0];
  if (!ids_may_change(&ids)) {
    return refused(EPERM);
  }
  if (count > MOST_GROUPS) {
    return refused(EINVAL);
  }
  if (count && !memory_read(stop, stop->args[1], groups, count * sizeof *groups)) {
    return refused(EFAULT);
  }
  ids.group_count = count;
  ids.groups = groups;
  return become(stop, &ids, 0);
}
