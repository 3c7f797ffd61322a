// SPDX-License-Identifier: Apache-2.0
//
// Tests of what the launcher parses. Prints a line per failed expectation; exit status 1 if there is one.
#include "description.h"
#include "enter.h"
#include "idmap.h"
#include "supervise/supervisor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// filter_test.c
int filter_failures(void);

static int failures;

static void expect(bool truth, const char *what, int line) {
  if (!truth) {
    printf("launcher_test.c:%d: expected %s\n", line, what);
    failures++;
  }
}

static void expect_text(const char *actual, const char *expected, int line) {
  if (!actual || strcmp(actual, expected) != 0) {
    printf("launcher_test.c:%d: expected \"%s\", got \"%s\"\n", line, expected, actual ? actual : "(null)");
    failures++;
  }
}

#define EXPECT(truth) expect(truth, #truth, __LINE__)
#define EXPECT_TEXT(actual, expected) expect_text(actual, expected, __LINE__)

// The literal's own ending is the last zero byte: none is added.
#define PARSE(literal, into) parse(literal, sizeof literal - 1, into)

static char *parse(const char *text, size_t size, struct description *into) {
  char *data = allocate(size);
  memcpy(data, text, size);
  EXPECT(description_end(data, size) == size);
  return parse_description(data, size, into);
}

static void reads_a_description(void) {
  struct description d;
  EXPECT(!PARSE("lower\0/a:b\0lower\0/c,d\0upper\0/u\0work\0/w\0arg\0sh\0arg\0\0env\0A=1\0cwd\0/x\0uid\0007\0gid\0008\0"
                "group\0005\0group\0006\0hostname\0h\0network\0none\0bind\0/s\0target\0/t\0access\0rw\0open-files\00099\0\0",
      &d));
  EXPECT(d.layers.lowers.count == 2);
  EXPECT_TEXT(d.layers.lowers.at[0], "/a:b");
  EXPECT_TEXT(d.layers.lowers.at[1], "/c,d");
  EXPECT(d.args.count == 2 && d.args.at[2] == NULL);
  EXPECT_TEXT(d.args.at[1], "");
  EXPECT_TEXT(d.env.at[0], "A=1");
  EXPECT(d.uid == 7 && d.gid == 8 && d.group_count == 2 && d.groups[1] == 6);
  EXPECT(d.own_network && d.open_files == 99);
  EXPECT(d.mount_count == 1 && d.mounts[0].kind == MOUNT_BIND && !d.mounts[0].read_only);
  EXPECT_TEXT(d.mounts[0].path, "/s");
  EXPECT_TEXT(d.mounts[0].target, "/t");
}

static void reads_mounts_in_their_order(void) {
  struct description d;
  EXPECT(!PARSE("lower\0/l\0upper\0/u\0work\0/w\0arg\0x\0"
                "mount\0overlay\0lower\0/a\0lower\0/b\0inside\0c/d\0target\0/o\0"
                "mount\0tmpfs\0size\0004096\0access\0rw\0target\0/tmp\0"
                "mount\0file\0content\0006100ff\0mode\000440\0owner\0007\0owning-group\0008\0target\0/run/s\0\0",
      &d));
  EXPECT(d.layers.lowers.count == 1 && d.mount_count == 3);
  EXPECT(d.mounts[0].kind == MOUNT_OVERLAY && d.mounts[0].layers.lowers.count == 2 && d.mounts[0].read_only);
  EXPECT_TEXT(d.mounts[0].inside, "c/d");
  EXPECT(d.mounts[1].kind == MOUNT_TMPFS && !d.mounts[1].read_only);
  EXPECT_TEXT(d.mounts[1].size, "4096");
  EXPECT(d.mounts[2].length == 3 && memcmp(d.mounts[2].content, "a\0\xff", 3) == 0);
  EXPECT(d.mounts[2].mode == 0440 && d.mounts[2].uid == 7 && d.mounts[2].gid == 8 && d.uid == 0);
}

static void mounts_are_refused_by_name(void) {
  struct description d;
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0mount\0nfs\0\0", &d), "mount \"nfs\" is unknown or out of place");
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0mount\0tmpfs\0inside\0a\0\0", &d), "inside \"a\" is unknown or out of place");
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0bind\0/b\0lower\0/a\0\0", &d), "lower \"/a\" is unknown or out of place");
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0mount\0file\0content\0abc\0\0", &d), "content \"…\" is unknown or out of place");
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0mount\0file\0mode\0009\0\0", &d), "mode \"9\" is unknown or out of place");
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0mount\0tmpfs\0\0", &d), "no target for a mount");
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0mount\0overlay\0lower\0/a\0target\0/t\0\0", &d),
      "too few layers for the overlay at /t");
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0mount\0overlay\0lower\0/a\0upper\0/u\0target\0/t\0\0", &d),
      "upper without work, or work without upper, for the overlay at /t");
}

static void description_has_defaults(void) {
  struct description d;
  EXPECT(!PARSE("root\0/r\0arg\0x\0\0", &d));
  EXPECT_TEXT(d.cwd, "/");
  EXPECT(!d.own_network && d.uid == 0 && d.env.at[0] == NULL && d.open_files == RLIM_INFINITY);
}

static void description_is_refused_by_name(void) {
  struct description d;
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0colour\0red\0\0", &d), "colour \"red\" is unknown or out of place");
  EXPECT_TEXT(PARSE("root\0r\0arg\0x\0\0", &d), "root \"r\" is unknown or out of place");
  EXPECT_TEXT(PARSE("target\0/t\0arg\0x\0\0", &d), "target \"/t\" is unknown or out of place");
  EXPECT_TEXT(PARSE("uid\0-1\0arg\0x\0\0", &d), "uid \"-1\" is unknown or out of place");
  EXPECT_TEXT(PARSE("uid\0004294967295\0arg\0x\0\0", &d), "uid \"4294967295\" is unknown or out of place");
  EXPECT_TEXT(PARSE("env\0=x\0arg\0x\0\0", &d), "env \"…\" is unknown or out of place");
  EXPECT_TEXT(PARSE("root\0/r\0\0", &d), "no arg");
  EXPECT_TEXT(PARSE("lower\0/r\0arg\0x\0\0", &d), "either root, or lower, upper and work are needed");
  EXPECT_TEXT(PARSE("root\0/r\0upper\0/r\0arg\0x\0\0", &d), "either root, or lower, upper and work are needed");
  EXPECT_TEXT(PARSE("root\0/r\0arg\0x\0bind\0/b\0\0", &d), "no target for bind /b");
}

static void description_ends_at_its_empty_key(void) {
  EXPECT(description_end("a\0b\0\0rest", 9) == 5);
  EXPECT(description_end("a\0\0", 3) == 0);   // an empty value is no end
  EXPECT(description_end("a\0\0\0", 4) == 4);
  EXPECT(description_end("a\0b", 3) == 0);
  EXPECT(description_end("", 0) == 0);
}

static void maps_ranges_by_name_and_number(void) {
  struct id_map map;
  id_map_of_user("x:1:2\njb:100000:65536\n1500:400000:10\njbb:7:7\njb:bad\njb:5\n\njb:9:1 \n", "jb", 1500, &map);
  EXPECT(map.range_count == 4 && map.count == 1 + 65536 + 10 + 1);
  EXPECT(map.ranges[0].inside == 0 && map.ranges[0].outside == 1500 && map.ranges[0].count == 1);
  EXPECT(map.ranges[2].inside == 65537 && map.ranges[2].outside == 400000);
  EXPECT(id_map_has(&map, 65546) && !id_map_has(&map, 65548));
  struct strings arguments = {0};
  id_map_arguments(&map, &arguments);
  EXPECT(arguments.count == 12);
  EXPECT_TEXT(arguments.at[4], "100000");
}

static void user_without_range_has_one_id(void) {
  struct id_map map;
  id_map_of_user(NULL, "jb", 1500, &map);
  EXPECT(map.count == 1 && id_map_has(&map, 0) && !id_map_has(&map, 1));
  id_map_of_user("jb2:1:2\nj:1:2\njb", "jb", 1500, &map);
  EXPECT(map.count == 1);
}

static void reads_a_map_of_the_kernel(void) {
  struct id_map map;
  EXPECT(id_map_parse("         0       1500          1\n         1     100000      65536\n", &map));
  EXPECT(map.count == 65537 && id_map_has(&map, 65536) && !id_map_has(&map, 65537));
  EXPECT(id_map_parse("         0          0 4294967295\n", &map));
  EXPECT(id_map_has(&map, 4294967294UL));
  EXPECT(!id_map_parse("none", &map));
}

static void finds_a_user_in_passwd(void) {
  const char *passwd = "root:x:0:0:root:/root:/bin/sh\nbad\nother:x:15:0::/o:\njb:x:1500:1500:a,b:/home/jb:/bin/bash\n";
  EXPECT_TEXT(passwd_field(passwd, 1500, 0), "jb");
  EXPECT_TEXT(passwd_field(passwd, 1500, 5), "/home/jb");
  EXPECT(!passwd_field(passwd, 7, 0));
}

static void reads_jvm_options(void) {
  struct strings options = {0};
  char text[] = "# comment\n-Xshare:auto\n\n  -Dx=@LIB@/a:@LIB@/b \r\n-cp @LIB@/x.jar\ndev.Main\n";
  struct places places = {"/l i", "0123"};
  read_jvm_options(&options, text, &places, " -Xmx1g  -Dy=1 ");
  EXPECT(options.count == 7);
  EXPECT_TEXT(options.at[1], "-Dx=/l i/a:/l i/b");
  EXPECT_TEXT(options.at[2], "-Xmx1g");
  EXPECT_TEXT(options.at[3], "-Dy=1");
  EXPECT_TEXT(options.at[4], "-cp");
  EXPECT_TEXT(options.at[5], "/l i/x.jar");
  EXPECT_TEXT(options.at[6], "dev.Main");
}

static void keys_in_values_are_text(void) {
  struct strings options = {0};
  char text[] = "-Dx=@LIB@@JAVA@@LIB@\ndev.Main\n";
  struct places places = {"/@LIB@", "0123"};
  read_jvm_options(&options, text, &places, NULL);
  EXPECT_TEXT(options.at[0], "-Dx=/@LIB@0123/@LIB@");
}

static void leaves_out_archives_that_are_missing(void) {
  struct strings options = {0};
  char text[] = "-XX:SharedArchiveFile=/proc/self/@JAVA@\n-XX:AOTCache=/proc/self/no@JAVA@\ndev.Main\n";
  struct places places = {"/l", "exe"};
  read_jvm_options(&options, text, &places, NULL);
  EXPECT(options.count == 2);
  EXPECT_TEXT(options.at[0], "-XX:SharedArchiveFile=/proc/self/exe");
  EXPECT_TEXT(options.at[1], "dev.Main");
}

static void reads_what_a_java_says_of_itself(void) {
  const char *release = "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.3\"\n";
  EXPECT(java_version(release) == 25);
  EXPECT(java_version("") == 0);
  EXPECT(java_version(NULL) == 0);
  EXPECT(!java_release("/proc/self/exe"));
  EXPECT_TEXT(java_identity("foobar"), "85944171f73967e8");  // a test vector of FNV-1a
  EXPECT_TEXT(java_identity(NULL), "cbf29ce484222325");
}

static void splits_words(void) {
  struct strings words = {0};
  append_words(&words, NULL);
  append_words(&words, "");
  append_words(&words, "\ta b\nc ");
  EXPECT(words.count == 3);
  EXPECT_TEXT(words.at[2], "c");
}

static void numbers_are_decimal_and_bounded(void) {
  unsigned long number;
  EXPECT(parse_number("10", 10, &number) && number == 10);
  EXPECT(!parse_number("11", 10, &number));
  EXPECT(!parse_number("", 10, &number) && !parse_number("-1", 10, &number) && !parse_number("1x", 10, &number));
  EXPECT(!parse_number(" 1", 10, &number) && !parse_number("99999999999999999999999", ~0UL, &number));
}

static void reports_are_one_escaped_line(void) {
  int pipes[2];
  EXPECT(pipe(pipes) == 0);
  report_fd = pipes[1];
  report("error", "mount on", "/a\tb\nc\\d", "why", "");
  report("exit", "0", NULL, NULL, NULL);
  report_fd = 2;
  char line[100] = {0};
  EXPECT(read(pipes[0], line, sizeof line - 1) > 0);
  EXPECT_TEXT(line, "error\tmount on\t/a\\tb\\nc\\\\d\twhy\t\nexit\t0\n");
}

static void reads_emulated_ids(void) {
  struct description d;
  EXPECT(!PARSE("lower\0/a\0upper\0/u\0work\0/w\0arg\0sh\0ids\0emulated\0owners-file\0/o\0owned\0005:6:/a/l:1\0\0", &d));
  EXPECT(d.emulated_ids && d.owned_count == 1 && d.owned[0].owner.uid == 5 && d.owned[0].owner.gid == 6);
  EXPECT_TEXT(d.owned[0].path, "/a/l:1");
  EXPECT_TEXT(PARSE("lower\0/a\0upper\0/u\0work\0/w\0arg\0sh\0ids\0emulated\0\0", &d),
      "emulated ids need an overlay and an owners-file");
  EXPECT_TEXT(PARSE("owned\0005:x:/a\0\0", &d), "owned \"5\" is unknown or out of place");
}

static void credentials_are_kept_once(void) {
  struct credentials credentials;
  gid_t groups[] = {5, 6};
  struct ids ids = {.euid = 1, .group_count = 2, .groups = groups};
  credentials_init(&credentials);
  EXPECT(ids_are_root(credentials_of(&credentials, getpid())));
  EXPECT(credentials_set(&credentials, getpid(), &ids) == 0 && credentials.count == 2);
  groups[0] = 7;
  EXPECT(credentials_of(&credentials, getpid())->groups[0] == 5);
  EXPECT(credentials_set(&credentials, getpid(), &ids) == 0 && credentials.count == 3);
  ids = (struct ids){0};
  EXPECT(credentials_set(&credentials, getpid(), &ids) == 0 && credentials.count == 3);
}

int main(void) {
  reads_a_description();
  reads_mounts_in_their_order();
  mounts_are_refused_by_name();
  description_has_defaults();
  description_is_refused_by_name();
  description_ends_at_its_empty_key();
  maps_ranges_by_name_and_number();
  user_without_range_has_one_id();
  reads_a_map_of_the_kernel();
  finds_a_user_in_passwd();
  reads_jvm_options();
  keys_in_values_are_text();
  leaves_out_archives_that_are_missing();
  reads_what_a_java_says_of_itself();
  splits_words();
  numbers_are_decimal_and_bounded();
  reports_are_one_escaped_line();
  reads_emulated_ids();
  credentials_are_kept_once();
  failures += filter_failures();
  printf("launcher tests: %d failed\n", failures);
  return failures ? 1 : 0;
}
