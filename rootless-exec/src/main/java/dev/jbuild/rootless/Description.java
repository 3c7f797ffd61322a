// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.rootless;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A {@link ContainerSpec} as the launcher reads it: keys and values in turn, each ended by a zero
 * byte; an empty key is the end.
 */
final class Description {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);

  private Description() {}

  static byte[] of(ContainerSpec spec) {
    Description description = new Description();
    spec.root().lowers().forEach(path -> description.put("lower", path));
    description.put("upper", spec.root().upper());
    description.put("work", spec.root().work());
    spec.args().forEach(arg -> description.put("arg", arg));
    spec.env().forEach(entry -> description.put("env", entry));
    description.put("cwd", spec.cwd());
    description.put("uid", Long.toString(spec.user().uid()));
    description.put("gid", Long.toString(spec.user().gid()));
    spec.user().groups().forEach(gid -> description.put("group", Long.toString(gid)));
    description.put("hostname", spec.hostname());
    description.put(
        "network",
        switch (spec.network()) {
          case HOST -> "host";
          case NONE -> "none";
        });
    spec.openFiles().ifPresent(limit -> description.put("open-files", Long.toString(limit)));
    spec.ids().ifPresent(description::put);
    if (spec.insecure()) {
      description.put("security", "insecure");
    }
    // What belongs to a mount follows it: nothing else may come after the first one.
    spec.mounts().forEach(description::put);
    description.bytes.write(0);
    return description.bytes.toByteArray();
  }

  private void put(EmulatedIds ids) {
    put("ids", "emulated");
    put("owners-file", ids.ownersFile());
    ids.owned().forEach(owned -> put("owned", owned.uid() + ":" + owned.gid() + ":", owned.file()));
  }

  private void put(Mount mount) {
    if (mount instanceof Bind bind) {
      put("bind", bind.source());
      bind.inside().ifPresent(path -> put("inside", path));
      put("access", bind.readOnly() ? "ro" : "rw");
    } else if (mount instanceof OverlayMount overlay) {
      put("mount", "overlay");
      overlay.lowers().forEach(path -> put("lower", path));
      overlay.upper().ifPresent(upper -> put("upper", upper.directory()));
      overlay.upper().ifPresent(upper -> put("work", upper.work()));
      overlay.inside().ifPresent(path -> put("inside", path));
      put("access", overlay.upper().isPresent() ? "rw" : "ro");
    } else if (mount instanceof TmpfsMount tmpfs) {
      put("mount", "tmpfs");
      tmpfs.maxBytes().ifPresent(size -> put("size", Long.toString(size)));
      put("access", tmpfs.readOnly() ? "ro" : "rw");
    } else if (mount instanceof FileMount file) {
      put("mount", "file");
      put("content", HexFormat.of().formatHex(file.content()));
      put("mode", Integer.toOctalString(file.mode()));
      put("owner", Long.toString(file.uid()));
      put("owning-group", Long.toString(file.gid()));
    } else {
      throw new AssertionError(mount);
    }
    put("target", mount.target());
  }

  private void put(String key, Path path) {
    put(key, "", path);
  }

  private void put(String key, String prefix, Path path) {
    String text = path.toString();
    if (text.indexOf('\ufffd') < 0) {
      put(key, prefix + text);
      return;
    }
    // A name that is no UTF-8 is kept as it is only in the form of a URI.
    write(key);
    bytes.writeBytes(prefix.getBytes(StandardCharsets.US_ASCII));
    String raw = path.toUri().getRawPath();
    int end = raw.length() > 1 && raw.endsWith("/") ? raw.length() - 1 : raw.length();
    for (int i = 0; i < end; i++) {
      if (raw.charAt(i) == '%') {
        bytes.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(raw.charAt(i));
      }
    }
    bytes.write(0);
  }

  private void put(String key, String value) {
    write(key);
    write(value);
  }

  private void write(String text) {
    if (text.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          "\"" + text.replace("\0", "\\0") + "\" holds a zero byte, which no program can be given");
    }
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean raw = c >= '\udc80' && c <= '\udcff';
      if (raw && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)))) {
        bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
        bytes.write(c & 0xff);
        from = i + 1;
      }
    }
    bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
  }
}
