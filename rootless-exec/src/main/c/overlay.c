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
static int set_common(int fs, bool writable) {
  if (sys_fsconfig(fs, FSCONFIG_SET_STRING, "source", "overlay")
      || sys_fsconfig(fs, FSCONFIG_SET_FLAG, "userxattr", NULL)
      || (writable && sys_fsconfig(fs, FSCONFIG_SET_FLAG, "volatile", NULL))) {
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
  int failed = set_common(fs, upper);
  for (size_t i = 0; !failed && lowers[i]; i++) {
    failed = sys_fsconfig(fs, FSCONFIG_SET_STRING, "lowerdir+", lowers[i]);
    *too_old = failed && i == 0 && errno == EINVAL;
  }
  int mount = failed || (upper && sys_fsconfig(fs, FSCONFIG_SET_STRING, "upperdir", upper))
          || (upper && sys_fsconfig(fs, FSCONFIG_SET_STRING, "workdir", work))
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
  char *options = upper ? text_of("userxattr,volatile,index=off,upperdir=%s,workdir=%s,lowerdir=", upper, work)
                        : copy_text("userxattr,index=off,lowerdir=");
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

// The names of all layers, and what opened them; the limit of open files as it was before.
struct names {
  struct strings lowers;
  char *upper;
  char *work;
  struct rlimit limit;
  bool limited;
};

static void open_layers(const struct layers *layers, struct names *names) {
  *names = (struct names){0};
  names->limited = getrlimit(RLIMIT_NOFILE, &names->limit) == 0;
  allow_open_files(layers->lowers.count + 64);
  for (size_t i = 0; i < layers->lowers.count; i++) {
    append(&names->lowers, short_name(layers->lowers.at[i]));
  }
  names->upper = layers->upper ? short_name(layers->upper) : NULL;
  names->work = layers->upper ? short_name(layers->work) : NULL;
}

static void close_layer(char *name) {
  if (name) {
    close(atoi(name));
    free(name);
  }
}

static void close_layers(struct names *names) {
  for (size_t i = 0; i < names->lowers.count; i++) {
    close_layer(names->lowers.at[i]);
  }
  close_layer(names->upper);
  close_layer(names->work);
  free(names->lowers.at);
  if (names->limited) {
    (void)setrlimit(RLIMIT_NOFILE, &names->limit);
  }
}

int overlay_mount(const struct layers *layers, const char *place, bool old) {
  const char *on = layers->upper ? layers->upper : layers->lowers.at[0];
  if (layers->lowers.count > MOST_LAYERS) {
    fail_text("mount the overlay on", on, "more than 500 layers", "the kernel takes no more: merge some of them");
  }
  struct names names;
  open_layers(layers, &names);
  if (chdir("/proc/self/fd")) {
    fail("enter", "/proc/self/fd", errno, "/proc must be mounted");
  }
  int mount = overlay_try(names.lowers.at, names.upper, names.work, place, old);
  if (mount < 0) {
    int error = errno;
    fail("mount the overlay on", on, error, hint(on, error));
  }
  close_layers(&names);
  return mount;
}
