// SPDX-License-Identifier: Apache-2.0
#include "calls.h"
#include "make.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

// Ends what make_begin began; failed is what the call that made it returned.
static struct answer finish(const struct stop *stop, struct making *making, int failed) {
  int error = failed ? errno : 0;
  int made = failed ? -1 : openat(making->fd, making->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (made < 0) {  // somebody was quick to remove it again
    umask(making->umask);
    close(making->fd);
    return error ? refused(error) : result(0);
  }
  error = make_end(stop, making, made);
  close(made);
  return error ? refused(error) : result(0);
}

static struct answer make_directory(const struct stop *stop, uint64_t directory, const uint64_t *args) {
  struct making making;
  struct answer otherwise;
  if (!make_begin(stop, directory, args[0], &making, &otherwise)) {
    return otherwise;
  }
  return finish(stop, &making, mkdirat(making.fd, making.name, (mode_t)args[1]));
}

struct answer answer_mkdir(const struct stop *stop) {
  return make_directory(stop, (uint64_t)AT_FDCWD, stop->args);
}

struct answer answer_mkdirat(const struct stop *stop) {
  return make_directory(stop, stop->args[0], stop->args + 1);
}

static struct answer make_link(const struct stop *stop, uint64_t target, uint64_t directory, uint64_t path) {
  struct making making;
  struct answer otherwise;
  char text[PATH_MAX];
  int error = memory_read_path(stop, target, text);
  if (error) {
    return refused(error);
  }
  if (!make_begin(stop, directory, path, &making, &otherwise)) {
    return otherwise;
  }
  return finish(stop, &making, symlinkat(text, making.fd, making.name));
}

struct answer answer_symlink(const struct stop *stop) {
  return make_link(stop, stop->args[0], (uint64_t)AT_FDCWD, stop->args[1]);
}

struct answer answer_symlinkat(const struct stop *stop) {
  return make_link(stop, stop->args[0], stop->args[1], stop->args[2]);
}

// Devices can't be made here: an empty file stands for one, which is a device to stat and in the layer.
static struct answer make_device(const struct stop *stop, uint64_t directory, const uint64_t *args) {
  const struct ids *ids = credentials_of(&stop->supervisor->credentials, stop->pid);
  mode_t mode = (mode_t)args[1];
  dev_t device = (dev_t)(unsigned)args[2];
  struct place place;
  if (ids->fsuid != 0 || !device || place_of(stop, directory, args[0], 0, &place)) {
    return refused(EPERM);
  }
  const char *name = place_split(&place);
  int fd = place_open(stop, &place);
  if (fd < 0) {
    return refused(errno);
  }
  int made = openat(fd, name, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode & 07777);
  int error = made < 0 ? errno : owners_keep_node(made, mode & S_IFMT, major(device), minor(device));
  if (made >= 0 && error) {
    (void)unlinkat(fd, name, 0);
  }
  close(made);
  close(fd);
  return error ? refused(error) : result(0);
}

static struct answer make_node(const struct stop *stop, uint64_t directory, const uint64_t *args) {
  struct making making;
  struct answer otherwise;
  mode_t type = (mode_t)args[1] & S_IFMT;
  if (type == S_IFCHR || type == S_IFBLK) {
    return make_device(stop, directory, args);
  }
  if (!make_begin(stop, directory, args[0], &making, &otherwise)) {
    return otherwise;
  }
  return finish(stop, &making, mknodat(making.fd, making.name, (mode_t)args[1], 0));
}

struct answer answer_mknod(const struct stop *stop) {
  return make_node(stop, (uint64_t)AT_FDCWD, stop->args);
}

struct answer answer_mknodat(const struct stop *stop) {
  return make_node(stop, stop->args[0], stop->args + 1);
}
