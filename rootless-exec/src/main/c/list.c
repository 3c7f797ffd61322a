// SPDX-License-Identifier: Apache-2.0
//
// --list ROOT: tells the JVM of host files, a whole directory a request. Java has no call that gives all of
// lstat(2) without making a map of it, none for xattrs beyond user.*, and is ten times slower while it is cold.
//
// A request is a letter and a path below the root, ended by a zero byte; "" is the root: d for what is in a
// directory, e for the file itself. The answer is a record for each file, in no particular order, and then an
// end. What isn't there has no record and is no error.
#include "list.h"
#include "sys.h"
#include "util.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>

enum { BUFFER_BYTES = 1 << 16, XATTRS_BYTES = 1 << 16, TARGET_BYTES = 4096 };

// In the byte order of the machine; then the name, the target of a symbolic link, the xattrs.
struct record {
  uint32_t length;  // all of it
  uint32_t mode;
  uint64_t device, inode, special_device, links, size;
  int64_t mtime, ctime;  // seconds
  uint32_t mtime_nanos, ctime_nanos;
  uint16_t name_length, target_length;
  uint32_t xattrs_length;  // each: name, a zero byte, uint32_t length, value
};

// Then the text of the error, none if all went well.
struct end {
  uint32_t zero, error_length;
};

static struct {
  char *at;
  size_t used, capacity;
} output;

static void put(const void *data, size_t size) {
  if (output.used + size > output.capacity) {
    output.capacity = 2 * (output.used + size);
    output.at = grow(output.at, output.capacity);
  }
  memcpy(output.at + output.used, data, size);
  output.used += size;
}

static bool flush(void) {
  bool written = write_all(1, output.at, output.used) == 0;
  output.used = 0;
  return written;
}

// The xattrs of a file that images have too: those of users, and file capabilities.
static bool belongs_to_image(const char *name) {
  return strncmp(name, "user.", 5) == 0 || strcmp(name, "security.capability") == 0;
}

// Appends the xattrs of a file of the working directory; how many bytes that were.
static uint32_t put_xattrs(const char *name) {
  static char names[XATTRS_BYTES], value[XATTRS_BYTES];
  size_t start = output.used;
  ssize_t size = llistxattr(name, names, sizeof names);
  for (char *at = names; size > 0 && at < names + size; at += strlen(at) + 1) {
    ssize_t length = belongs_to_image(at) ? lgetxattr(name, at, value, sizeof value) : -1;
    if (length >= 0) {
      uint32_t bytes = (uint32_t)length;
      put(at, strlen(at) + 1);
      put(&bytes, sizeof bytes);
      put(value, bytes);
    }
  }
  return (uint32_t)(output.used - start);
}

// Appends the record of a file of the working directory; 0, or an errno.
static int put_record(const char *name) {
  struct stat status;
  if (lstat(name, &status)) {
    return errno == ENOENT || errno == ENOTDIR ? 0 : errno;
  }
  char target[TARGET_BYTES];
  ssize_t target_length = S_ISLNK(status.st_mode) ? readlink(name, target, sizeof target) : 0;
  if (target_length < 0) {
    return errno == ENOENT || errno == EINVAL ? 0 : errno;
  }
  struct record record = {
      .mode = status.st_mode,
      .device = status.st_dev,
      .inode = status.st_ino,
      .special_device = status.st_rdev,
      .links = status.st_nlink,
      .size = (uint64_t)status.st_size,
      .mtime = status.st_mtim.tv_sec,
      .ctime = status.st_ctim.tv_sec,
      .mtime_nanos = (uint32_t)status.st_mtim.tv_nsec,
      .ctime_nanos = (uint32_t)status.st_ctim.tv_nsec,
      .name_length = (uint16_t)strlen(name),
      .target_length = (uint16_t)target_length,
  };
  size_t start = output.used;
  put(&record, sizeof record);
  put(name, record.name_length);
  put(target, record.target_length);
  if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) {
    record.xattrs_length = put_xattrs(name);
  }
  record.length = (uint32_t)(output.used - start);
  memcpy(output.at + start, &record, sizeof record);
  return 0;
}

static bool is_absence(int error) {
  return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

// Makes a directory below the root the working directory, through no link; 0, or an errno.
static int enter(int root, const char *path) {
  int fd = sys_openat2(root, *path ? path : ".", O_PATH | O_DIRECTORY, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  if (fd < 0) {
    return errno;
  }
  int error = fchdir(fd) ? errno : 0;
  close(fd);
  return error;
}

static int put_directory(int root, const char *path) {
  int error = enter(root, path);
  if (error) {
    return is_absence(error) ? 0 : error;
  }
  DIR *directory = opendir(".");
  if (!directory) {
    return errno;
  }
  while (!error) {
    errno = 0;
    struct dirent *entry = readdir(directory);
    if (!entry) {
      error = errno;
      break;
    }
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
      error = put_record(entry->d_name);
    }
  }
  closedir(directory);
  return error;
}

static int put_file(int root, char *path) {
  char *slash = strrchr(path, '/');
  if (slash) {
    *slash = 0;
  }
  int error = enter(root, slash ? path : "");
  if (error) {
    return is_absence(error) ? 0 : error;
  }
  const char *name = slash ? slash + 1 : path;
  return put_record(*name ? name : ".");
}

// Answers all whole requests; how many bytes they took.
static size_t answer(int root, char *requests, size_t size) {
  size_t done = 0;
  for (char *end; (end = memchr(requests + done, 0, size - done)); done = (size_t)(end - requests) + 1) {
    char *request = requests + done;
    int error = *request == 'd' ? put_directory(root, request + 1)
        : *request == 'e'       ? put_file(root, request + 1)
                                : EINVAL;
    const char *text = error ? strerror(error) : "";
    put(&(struct end){.error_length = (uint32_t)strlen(text)}, sizeof(struct end));
    put(text, strlen(text));
    if (output.used > BUFFER_BYTES && !flush()) {
      _exit(1);
    }
  }
  return done;
}

int list_files(const char *path) {
  int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) {
    fail("open", path, errno, "");
  }
  char *requests = NULL;
  for (size_t used = 0, capacity = 0;;) {
    if (used == capacity) {
      capacity += BUFFER_BYTES;
      requests = grow(requests, capacity);
    }
    ssize_t got = read(0, requests + used, capacity - used);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return got < 0;
    }
    used += (size_t)got;
    size_t done = answer(root, requests, used);
    memmove(requests, requests + done, used -= done);
    if (!flush()) {
      return 1;
    }
  }
}
