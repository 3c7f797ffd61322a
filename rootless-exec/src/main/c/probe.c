// SPDX-License-Identifier: Apache-2.0
//
// --probe-overlay DIRECTORY: whether an overlay can have its upper directory there, found by making one and
// doing to it what a RUN may do: remove a directory of the layer below and make another of its name. Prepares
// the directory for the many files that go there, too.
#include "probe.h"
#include "rootfs.h"
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/fs.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>

enum { OVERLAY_MAGIC = 0x794c7630 };

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk) {
  (void)status;
  (void)kind;
  (void)walk;
  return remove(path);
}

static char *make_directory(const char *in, const char *name) {
  char *path = text_of("%s/%s", in, name);
  return mkdir(path, 0700) ? NULL : path;
}

static const char *hint_for(const char *directory, int error) {
  struct statfs fs;
  if (statfs(directory, &fs) == 0 && fs.f_type == OVERLAY_MAGIC) {
    return "it is on an overlay file system itself (a container without a volume): put the root on a volume "
           "(--root; Kubernetes: emptyDir, Docker: -v) or a tmpfs";
  }
  if (error == ENODEV) {
    return "this kernel has no overlay file system";
  }
  return "put the root on another file system (--root): ext4, xfs, btrfs, or tmpfs since Linux 6.6";
}

// NULL if all went well, else what didn't, with errno.
static const char *try_overlay(const char *base) {
  char *lower = make_directory(base, "lower");
  char *upper = make_directory(base, "upper");
  char *work = make_directory(base, "work");
  if (!lower || !upper || !work || !make_directory(lower, "d") || !make_directory(base, "lower/d/below")) {
    return "make a directory in";
  }
  if (unshare(CLONE_NEWNS) || sys_mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
    return "unshare a mount namespace to try";
  }
  if (chdir(base)) {
    return "enter";
  }
  int mount = overlay_try((char *[]){"lower", NULL}, "upper", "work", upper, false);
  if (mount < 0) {
    return "mount an overlay on";
  }
  // The lower directory is not empty: it is removed by renaming what is in it away first.
  const char *failed = NULL;
  struct stat status;
  if (unlinkat(mount, "d/below", AT_REMOVEDIR) || unlinkat(mount, "d", AT_REMOVEDIR)) {
    failed = "remove a directory in an overlay on";
  } else if (mkdirat(mount, "d", 0755)) {
    failed = "make an opaque directory in an overlay on";
  } else if (fstatat(mount, "d/below", &status, 0) == 0) {
    failed = "keep extended attributes (user.overlay.opaque) on";
    errno = ENOTSUP;
  }
  int error = errno;
  close(mount);
  errno = error;
  return failed;
}

// ext4 puts the inodes of a new directory near its parent's, and passes by those that were freed in the last
// minute one at a time: unpacking a layer where another was just removed took six times as long. A top
// directory's children are spread over the disk (chattr(1), T). Other file systems don't know the flag.
static void spread_children(const char *directory) {
  int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int flags = 0;
  if (fd >= 0 && ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0 && !(flags & FS_TOPDIR_FL)) {
    flags |= FS_TOPDIR_FL;
    ioctl(fd, FS_IOC_SETFLAGS, &flags);
  }
  close(fd);
}

static void report_space(const char *directory) {
  struct statfs fs;
  if (statfs(directory, &fs)) {
    fail("look at the space of", directory, errno, "");
  }
  unsigned long long bytes = (unsigned long long)fs.f_bavail * (unsigned long long)fs.f_bsize;
  report("space", text_of("%llu", bytes), text_of("%llu", (unsigned long long)fs.f_ffree),
      text_of("%llu", (unsigned long long)fs.f_files), NULL);
}

int probe_overlay(const char *directory) {
  if (directory[0] != '/') {
    fail_text("probe", directory, "the path is not absolute", "");
  }
  spread_children(directory);
  char *base = make_directory(directory, text_of(".probe-%d", (int)getpid()));
  if (!base) {
    fail("make a directory in", directory, errno, "");
  }
  const char *failed = try_overlay(base);
  int error = errno;
  if (chdir("/") || nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS)) {
    fail("remove", base, errno, "");
  }
  if (failed) {
    fail(failed, directory, error, hint_for(directory, error));
  }
  report_space(directory);
  report("ok", NULL, NULL, NULL, NULL);
  return 0;
}
