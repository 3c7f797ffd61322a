// SPDX-License-Identifier: Apache-2.0
#include "calls.h"
#include "make.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TEMPORARY = O_TMPFILE & ~O_DIRECTORY };

struct opening {
  uint64_t directory;
  uint64_t path;
  int flags;
  mode_t mode;
};

// Gives the stopped process the file. Linux 5.14 does that and answers in one.
static struct answer give(const struct stop *stop, int fd, int flags) {
  struct seccomp_notif_addfd add = {.id = stop->id, .flags = SECCOMP_ADDFD_FLAG_SEND, .srcfd = (unsigned)fd,
      .newfd_flags = (unsigned)flags & O_CLOEXEC};
  int listener = stop->supervisor->listener;
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add) >= 0) {
    return (struct answer){.kind = ANSWERED};
  }
  add.flags = 0;
  int given = errno == EINVAL ? ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &add) : -1;
  return given < 0 ? refused(errno) : result(given);
}

static struct answer make_temporary(const struct stop *stop, const struct opening *opening) {
  const struct ids *ids = credentials_of(&stop->supervisor->credentials, stop->pid);
  struct place place;
  struct owner owner;
  if (place_of(stop, opening->directory, opening->path, 0, &place)) {
    return go_on();
  }
  if (!make_owner(stop, ids, place.text, &owner)) {
    return refused(EACCES);
  }
  if (!owner.uid && !owner.gid) {
    return go_on();
  }
  int directory = place_open(stop, &place);
  int made = directory < 0 ? -1 : openat(directory, ".", opening->flags | O_CLOEXEC, opening->mode);
  int error = made < 0 ? errno : owners_keep(&stop->supervisor->specials, made, owner);
  struct answer answer = error ? refused(error) : give(stop, made, opening->flags);
  close(made);
  close(directory);
  return answer;
}

static struct answer make(const struct stop *stop, const struct opening *opening) {
  struct making making;
  struct answer otherwise;
  if (!make_begin(stop, opening->directory, opening->path, &making, &otherwise)) {
    return otherwise;
  }
  // What has come there meanwhile is not what was looked at.
  int made = openat(making.fd, making.name, opening->flags | O_EXCL | O_CLOEXEC, opening->mode);
  if (made < 0) {
    int error = errno;
    umask(making.umask);
    close(making.fd);
    return error == EEXIST ? go_on() : refused(error);
  }
  int error = make_end(stop, &making, made);
  struct answer answer = error ? refused(error) : give(stop, made, opening->flags);
  close(made);
  return answer;
}

static int reopen(int fd, int flags) {
  char name[32];
  sprintf(name, "/proc/self/fd/%d", fd);
  return open(name, (flags & ~(O_CREAT | O_EXCL | O_NOFOLLOW)) | O_CLOEXEC);
}

// Opens what is there for a user other than root: the file whose mode was looked at, whatever the path means by now.
static struct answer open_existing(const struct stop *stop, const struct opening *opening) {
  const struct ids *ids = credentials_of(&stop->supervisor->credentials, stop->pid);
  unsigned nofollow = opening->flags & O_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0;
  struct place place;
  if (ids->fsuid == 0 || opening->flags & O_PATH || (opening->flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)
      || place_of(stop, opening->directory, opening->path, nofollow, &place)) {
    return go_on();
  }
  int fd = place_open(stop, &place);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) || !permission_is_judged(&status)) {
    close(fd);
    return go_on();
  }
  int access = opening->flags & O_ACCMODE;
  int wanted = access == O_RDONLY ? R_OK : access == O_WRONLY ? W_OK : R_OK | W_OK;
  wanted |= opening->flags & O_TRUNC ? W_OK : 0;
  bool may = permission_is_given(ids, ids->fsuid, ids->fsgid, owners_of(stop, fd), status.st_mode, wanted);
  int opened = may ? reopen(fd, opening->flags) : -1;
  struct answer answer = !may ? refused(EACCES) : opened < 0 ? refused(errno) : give(stop, opened, opening->flags);
  close(opened);
  close(fd);
  return answer;
}

static struct answer answer(const struct stop *stop, const struct opening *opening) {
  if ((opening->flags & TEMPORARY) == TEMPORARY) {
    return make_temporary(stop, opening);
  }
  struct answer given = open_existing(stop, opening);
  return given.kind == GO_ON && opening->flags & O_CREAT ? make(stop, opening) : given;
}

struct answer answer_open(const struct stop *stop) {
  const uint64_t *args = stop->args;
  return answer(stop, &(struct opening){(uint64_t)AT_FDCWD, args[0], (int)args[1], (mode_t)args[2]});
}

struct answer answer_creat(const struct stop *stop) {
  const uint64_t *args = stop->args;
  return answer(
      stop, &(struct opening){(uint64_t)AT_FDCWD, args[0], O_CREAT | O_WRONLY | O_TRUNC, (mode_t)args[1]});
}

struct answer answer_openat(const struct stop *stop) {
  const uint64_t *args = stop->args;
  return answer(stop, &(struct opening){args[0], args[1], (int)args[2], (mode_t)args[3]});
}

// With restrictions on where the path may lead, the kernel has to do it.
struct answer answer_openat2(const struct stop *stop) {
  struct open_how how;
  if (stop->args[3] < sizeof how || !memory_read(stop, stop->args[2], &how, sizeof how) || how.resolve) {
    return go_on();
  }
  return answer(stop, &(struct opening){stop->args[0], stop->args[1], (int)how.flags, (mode_t)how.mode});
}
