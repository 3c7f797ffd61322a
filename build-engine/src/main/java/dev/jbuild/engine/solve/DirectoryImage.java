// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.OciException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/**
 * An image as skopeo's {@code dir:} has it: {@code manifest.json}, blobs by the hex of their
 * digest, {@code <hex>.manifest.json} of what an index names, and {@code version}.
 */
record DirectoryImage(Path path) implements ImageSource, ImageTarget {
  private static final String VERSION = "Directory Transport Version: 1.1\n";

  @Override
  public Document top() throws IOException {
    byte[] data = Files.readAllBytes(path.resolve("manifest.json"));
    return Document.of(Manifest.mediaTypeOf(data), data);
  }

  @Override
  public byte[] manifest(Descriptor child) throws IOException {
    byte[] data = Files.readAllBytes(path.resolve(child.digest().hex() + ".manifest.json"));
    if (!Digest.ofData(data).equals(child.digest())) {
      throw wrong(child.digest(), Digest.ofData(data));
    }
    return data;
  }

  @Override
  public InputStream blob(Descriptor blob) throws IOException {
    return Files.newInputStream(path.resolve(blob.digest().hex()));
  }

  /** A name is given to whole files only. */
  @Override
  public void blob(Descriptor blob, ImageSource source) throws IOException {
    Files.createDirectories(path);
    MessageDigest sha256 = Digest.newSha256();
    OutputFile.write(
        path.resolve(blob.digest().hex()),
        out -> {
          try (InputStream in = source.blob(blob)) {
            OutputStream digested = new DigestOutputStream(out, sha256);
            in.transferTo(digested);
          }
          Digest actual = Digest.of(sha256.digest());
          if (!actual.equals(blob.digest())) {
            throw wrong(blob.digest(), actual);
          }
        });
  }

  private static OciException wrong(Digest expected, Digest actual) {
    return new OciException("content has digest " + actual + ", expected " + expected);
  }

  @Override
  public void child(Document manifest) throws IOException {
    write(manifest.descriptor().digest().hex() + ".manifest.json", manifest.data());
  }

  @Override
  public void finish(Document top) throws IOException {
    write("version", VERSION.getBytes(StandardCharsets.US_ASCII));
    write("manifest.json", top.data());
  }

  private void write(String name, byte[] data) throws IOException {
    Files.createDirectories(path);
    OutputFile.write(path.resolve(name), out -> out.write(data));
  }
}
