// SPDX-License-Identifier: Apache-2.0
#include "rootfs.h"
#include "sys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>

enum { OVERLAY_MAGIC = 0x794c7630, MOST_LAYERS = 500 };

// volatile: no sync at all to the upper directory. A killed build's is thrown away, and a finished one
// becomes a layer that is synced when it is written.
static int set_common(int fs) {
  if (sys_fsconfig(fs, FSCONFIG_SET_STRING, "source", "overlay")
      || sys_fsconfig(fs, FSCONFIG_SET_FLAG, "userxattr", NULL)
      || sys_fsconfig(fs, FSCONFIG_SET_FLAG, "volatile", NULL)) {
    return -1;
  }
  (void)sys_fsconfig(fs, FSCONFIG_SET_STRING, "index", "off");
  return 0;
}

// One call a layer: since Linux 6.7. errno EINVAL on the first is an older kernel.
static int try_new(char *const *lowers, const char *upper, const char *work, bool *too_old) {
  int fs = sys_fsopen("overlay");
  if (fs < 0) {
    return -1;
  }
  int failed = set_common(fs);
  for (size_t i = 0; !failed && lowers[i]; i++) {
    failed = sys_fsconfig(fs, FSCONFIG_SET_STRING, "lowerdir+", lowers[i]);
    *too_old = failed && i == 0 && errno == EINVAL;
  }
  int mount = failed || sys_fsconfig(fs, FSCONFIG_SET_STRING, "upperdir", upper)
          || sys_fsconfig(fs, FSCONFIG_SET_STRING, "workdir", work)
          || sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL)
      ? -1
      : sys_fsmount(fs, 0);
  int error = errno;
  close(fs);
  errno = error;
  return mount;
}

// All in one string of at most a page, which only mount(2) takes. That attaches to a path: the mount is
// put on the place for a moment and a copy is taken from there.
static int try_old(char *const *lowers, const char *upper, const char *work, const char *place) {
  char *options = text_of("userxattr,volatile,index=off,upperdir=%s,workdir=%s,lowerdir=", upper, work);
  size_t length = strlen(options);
  for (size_t i = 0; lowers[i]; i++) {
    options = grow(options, length + strlen(lowers[i]) + 2);
    length += (size_t)sprintf(options + length, "%s%s", i ? ":" : "", lowers[i]);
  }
  int mount = -1;
  if (length >= 4095) {
    errno = E2BIG;
  } else if (sys_mount("overlay", place, "overlay", 0, options) == 0) {
    mount = sys_open_tree(AT_FDCWD, place, OPEN_TREE_CLONE);
    int error = errno;
    sys_umount(place, MNT_DETACH);
    errno = error;
  }
  free(options);
  return mount;
}

int overlay_try(char *const *lowers, const char *upper, const char *work, const char *place, bool old) {
  bool too_old = old;
  int mount = old ? -1 : try_new(lowers, upper, work, &too_old);
  return mount < 0 && too_old ? try_old(lowers, upper, work, place) : mount;
}

// A name for the directory that is short and free of commas and colons: its descriptor's number, to be
// read in /proc/self/fd. It also keeps the host's paths out of the container's mountinfo.
static char *short_name(const char *path) {
  int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    fail("open the layer directory", path, errno, "");
  }
  return text_of("%d", fd);
}

static void allow_open_files(rlim_t wanted) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < wanted) {
    limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
  }
}

static const char *hint(const char *upper, int error) {
  struct statfs fs;
  if (statfs(upper, &fs) == 0 && fs.f_type == OVERLAY_MAGIC) {
    return "it is on an overlay file system itself, which can't be the upper of another: put the root on a volume "
           "(--root; Kubernetes: emptyDir, Docker: -v) or a tmpfs";
  }
  return error == ENODEV ? "this kernel has no overlay file system" : "";
}

int overlay_mount(const struct description *description) {
  if (description->lowers.count > MOST_LAYERS) {
    fail_text("mount the overlay on", description->upper, "more than 500 layers",
        "the kernel takes no more: merge some of them");
  }
  struct rlimit before;
  bool saved = getrlimit(RLIMIT_NOFILE, &before) == 0;
  allow_open_files(description->lowers.count + 64);
  struct strings lowers = {0};
  for (size_t i = 0; i < description->lowers.count; i++) {
    append(&lowers, short_name(description->lowers.at[i]));
  }
  char *upper = short_name(description->upper);
  char *work = short_name(description->work);
  if (chdir("/proc/self/fd")) {
    fail("enter", "/proc/self/fd", errno, "/proc must be mounted");
  }
  int mount = overlay_try(lowers.at, upper, work, description->upper, description->old_overlay_options);
  if (mount < 0) {
    int error = errno;
    fail("mount the overlay on", description->upper, error, hint(description->upper, error));
  }
  for (size_t i = 0; i < lowers.count; i++) {
    close(atoi(lowers.at[i]));
    free(lowers.at[i]);
  }
  close(atoi(upper));
  close(atoi(work));
  free(lowers.at);
  free(upper);
  free(work);
  if (saved) {
    (void)setrlimit(RLIMIT_NOFILE, &before);
  }
  return mount;
}
