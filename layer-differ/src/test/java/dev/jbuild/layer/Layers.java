// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.layer;

import dev.jbuild.oci.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Makes layers for tests, in memory and by chance. */
final class Layers {
  private static final String[] NAMES = {
    "a",
    "b",
    "bin",
    "b.txt",
    "b-c",
    "lib",
    "z",
    "A",
    "with space",
    "new\nline",
    "ünï",
    "漢字",
    "😀",
    "\uDCFF\uDC80",
    "a\uDCE9b",
    "colon:comma,",
    "back\\slash",
    "\uFFFD",
    "x".repeat(120),
    "é".repeat(90)
  };

  private Layers() {}

  /** A blob and what its writer said of it. */
  static final class Blob {
    private final byte[] bytes;
    private final WrittenLayer written;

    Blob(byte[] bytes, WrittenLayer written) {
      this.bytes = bytes;
      this.written = written;
    }

    byte[] bytes() {
      return bytes;
    }

    WrittenLayer written() {
      return written;
    }

    ReadLayer toc() throws IOException {
      return new LayerReader(LowerLookup.none())
          .readToc(new ByteArrayInputStream(bytes), Compression.NONE);
    }

    ReadLayer unpack(Path directory, Owners owners) throws IOException {
      Files.createDirectories(directory);
      return new LayerReader(LowerLookup.none())
          .unpack(new ByteArrayInputStream(bytes), Compression.NONE, directory, owners);
    }

    /** This blob unpacked as a layer of a view. */
    ViewLayer viewLayer(Path directory, Owners owners) throws IOException {
      return new ViewLayer(unpack(directory, owners).toc(), LayerData.in(() -> directory));
    }
  }

  static Blob write(List<LayerItem> items) throws IOException {
    return write(items, LayerOptions.of(Compression.NONE));
  }

  static Blob write(List<LayerItem> items, LayerOptions options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WrittenLayer written = new LayerWriter(options).write(items, out);
    return new Blob(out.toByteArray(), written);
  }

  static LayerItem file(String path, String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    return new LayerItem(
        Entry.file(path, Attributes.ofMode(0644), data.length), DataSource.of(data));
  }

  static LayerItem directory(String path) {
    return LayerItem.of(Entry.directory(path, Attributes.ofMode(0755)));
  }

  static LayerItem symlink(String path, String target) {
    return LayerItem.of(Entry.symlink(path, Attributes.ofMode(0777), target));
  }

  static List<Entry> entries(List<LayerItem> items) {
    return items.stream().map(LayerItem::entry).toList();
  }

  /** A random tree: the root, and up to {@code size} entries in directories that are all there. */
  static List<LayerItem> randomTree(Random random, int size) {
    List<LayerItem> items = new ArrayList<>();
    List<String> directories = new ArrayList<>(List.of(""));
    List<Entry> files = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    items.add(LayerItem.of(Entry.directory("", randomAttributes(random, true))));
    for (int i = 0; i < size; i++) {
      String parent = directories.get(random.nextInt(directories.size()));
      String path = FileNames.join(parent, NAMES[random.nextInt(NAMES.length)]);
      if (taken.contains(path) || FileNames.toBytes(path).length > 1000) {
        continue;
      }
      taken.add(path);
      LayerItem item = randomItem(random, path, files);
      items.add(item);
      if (item.entry().isDirectory()) {
        directories.add(path);
      } else if (item.entry().type() == EntryType.FILE) {
        files.add(item.entry());
      }
    }
    return items;
  }

  private static LayerItem randomItem(Random random, String path, List<Entry> files) {
    int kind = random.nextInt(10);
    if (kind < 3) {
      return LayerItem.of(Entry.directory(path, randomAttributes(random, true)));
    }
    if (kind == 3) {
      String[] targets = {"a", "/etc/passwd", "../..", "a//b/", "é", "\uDCFE", "t".repeat(150)};
      Attributes attributes = randomAttributes(random, false).withMode(0777);
      return LayerItem.of(Entry.symlink(path, attributes, targets[random.nextInt(targets.length)]));
    }
    if (kind == 4) {
      return LayerItem.of(Entry.fifo(path, randomAttributes(random, false)));
    }
    if (kind == 5 && !files.isEmpty()) {
      return LayerItem.of(Entry.hardLink(path, files.get(random.nextInt(files.size()))));
    }
    byte[] data = new byte[random.nextInt(4) == 0 ? random.nextInt(300_000) : random.nextInt(1500)];
    random.nextBytes(data);
    return new LayerItem(
        Entry.file(path, randomAttributes(random, true), data.length), DataSource.of(data));
  }

  private static Attributes randomAttributes(Random random, boolean xattrs) {
    int[] modes = {0644, 0755, 0, 04755, 02775, 01777, 0400, 07777};
    long[] ids = {0, 0, 0, 33, 1000, 65534, 3_000_000, 4_294_967_294L};
    long[] times = {0, 1, -1, -86_400, 1_700_000_000, 8_589_934_592L, 2_000_000_000};
    Xattrs values = Xattrs.none();
    if (xattrs && random.nextInt(3) == 0) {
      byte[] value = new byte[random.nextInt(40)];
      random.nextBytes(value);
      values = values.with("user.test", value).with("user.ünï", new byte[] {10, 0, 61, -1});
    }
    return new Attributes(
        modes[random.nextInt(modes.length)],
        ids[random.nextInt(ids.length)],
        ids[random.nextInt(ids.length)],
        times[random.nextInt(times.length)],
        values);
  }

  /** Whether who runs the tests may give files to any id: not in a user namespace. */
  static boolean isRoot() throws IOException {
    Path file = Files.createTempFile("owner", "");
    try {
      Files.setAttribute(file, "unix:uid", 3_000_000);
      return true;
    } catch (FileSystemException e) {
      return false;
    } finally {
      Files.delete(file);
    }
  }

  /** How owners are kept by who runs the tests. */
  static Owners owners() throws IOException {
    return isRoot() ? Owners.REAL : Owners.SINGLE;
  }

  /** Runs a program and returns what it printed; AssertionError if it fails. */
  static String run(Path directory, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory, ".output", "");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(Arrays.toString(command) + " took more than a minute");
    }
    String text = new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
    Files.delete(output);
    if (process.exitValue() != 0) {
      throw new AssertionError(
          Arrays.toString(command) + " ended with " + process.exitValue() + ": " + text);
    }
    return text;
  }

  /** Skips a test on a host that lacks something, unless JBUILD_MUST_WORK says that none may. */
  static void assume(boolean present, String what) {
    if ("1".equals(System.getenv("JBUILD_MUST_WORK"))) {
      if (!present) {
        throw new AssertionError("this host lacks " + what);
      }
      return;
    }
    Assumptions.assumeTrue(present, what);
  }

  static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
