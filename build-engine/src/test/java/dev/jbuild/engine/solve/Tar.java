// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tar that a test makes up, its times those of {@link ImageTree}. */
final class Tar {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream out = new TarArchiveOutputStream(bytes);

  Tar directory(String name, int mode, long uid, long gid) throws IOException {
    return put(entry(name, TarConstants.LF_DIR, mode, uid, gid), new byte[0]);
  }

  Tar file(String name, String text, long uid, long gid) throws IOException {
    return put(
        entry(name, TarConstants.LF_NORMAL, 0644, uid, gid),
        text.getBytes(StandardCharsets.UTF_8));
  }

  Tar file(String name, byte[] data) throws IOException {
    return put(entry(name, TarConstants.LF_NORMAL, 0644, 0, 0), data);
  }

  Tar link(String name, String target) throws IOException {
    return putLink(entry(name, TarConstants.LF_SYMLINK, 0777, 0, 0), target);
  }

  Tar hardLink(String name, String target) throws IOException {
    return putLink(entry(name, TarConstants.LF_LINK, 0644, 0, 0), target);
  }

  Tar device(String name, int major, int minor) throws IOException {
    TarArchiveEntry entry = entry(name, TarConstants.LF_CHR, 0644, 0, 0);
    entry.setDevMajor(major);
    entry.setDevMinor(minor);
    return put(entry, new byte[0]);
  }

  Tar fifo(String name) throws IOException {
    return put(entry(name, TarConstants.LF_FIFO, 0644, 0, 0), new byte[0]);
  }

  byte[] bytes() throws IOException {
    out.finish();
    return bytes.toByteArray();
  }

  private Tar putLink(TarArchiveEntry entry, String target) throws IOException {
    entry.setLinkName(target);
    return put(entry, new byte[0]);
  }

  private Tar put(TarArchiveEntry entry, byte[] data) throws IOException {
    entry.setSize(data.length);
    out.putArchiveEntry(entry);
    out.write(data);
    out.closeArchiveEntry();
    return this;
  }

  private static TarArchiveEntry entry(String name, byte type, int mode, long uid, long gid) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setMode(mode);
    entry.setUserId(uid);
    entry.setGroupId(gid);
    entry.setModTime(ImageTree.MTIME * 1000);
    return entry;
  }
}
