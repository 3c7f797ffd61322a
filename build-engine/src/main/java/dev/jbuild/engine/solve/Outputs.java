// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.Output;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.layer.LayerWriter;
import dev.jbuild.layer.Owners;
import dev.jbuild.layer.TreeExport;
import dev.jbuild.oci.Compression;
import dev.jbuild.registry.Reference;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes a finished image to where {@code --output} says. */
final class Outputs {
  private static final int BUFFER_BYTES = 1 << 17;

  private final ImageArchive archive;

  Outputs(ImageArchive archive) {
    this.archive = archive;
  }

  void write(
      List<Output> outputs,
      ImageAssembler.Assembled image,
      Snapshot snapshot,
      List<Reference> names)
      throws IOException {
    for (Output output : outputs) {
      if (output instanceof Output.OciLayout oci) {
        ArchiveEntries layout = archive.ociLayout(image, snapshot.blobs(), names);
        if (oci.tar()) {
          toFile(oci.dest(), layout::writeTar);
        } else {
          layout.writeDirectory(oci.dest());
        }
      } else if (output instanceof Output.DockerArchive docker) {
        toFile(docker.dest(), archive.dockerArchive(image, snapshot.blobs(), names)::writeTar);
      } else if (output instanceof Output.RootfsTar tar) {
        LayerWriter writer = new LayerWriter(LayerOptions.of(Compression.NONE));
        toFile(tar.dest(), out -> writer.write(snapshot.view().flatten(""), out));
      } else if (output instanceof Output.RootfsDirectory directory) {
        TreeExport.write(snapshot.view(), directory.dest(), Owners.DROPPED);
      } else if (!(output instanceof Output.Registry)) {
        throw new AssertionError(output);
      }
    }
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A file is there whole or not at all; "-" is standard output. */
  private static void toFile(Path dest, Content content) throws IOException {
    if (dest.equals(Output.STANDARD_OUTPUT)) {
      OutputStream out =
          new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES);
      content.writeTo(out);
      out.flush();
      return;
    }
    Path absolute = dest.toAbsolutePath();
    Path temporary = Files.createTempFile(absolute.getParent(), "." + absolute.getFileName(), "");
    try {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER_BYTES)) {
        content.writeTo(out);
      }
      Files.move(temporary, absolute, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
