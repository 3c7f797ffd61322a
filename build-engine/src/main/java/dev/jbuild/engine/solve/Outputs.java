// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildEvent;
import dev.jbuild.engine.BuildProgress;
import dev.jbuild.engine.Output;
import dev.jbuild.layer.LayerOptions;
import dev.jbuild.layer.LayerWriter;
import dev.jbuild.layer.Owners;
import dev.jbuild.layer.TreeExport;
import dev.jbuild.oci.Compression;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.util.List;

/** Writes a finished image to where {@code --output} says. */
final class Outputs {
  private final ImageArchive archive;
  private final BuildProgress progress;

  Outputs(ImageArchive archive, BuildProgress progress) {
    this.archive = archive;
    this.progress = progress;
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
          OutputFile.write(oci.dest(), layout::writeTar);
        } else {
          layout.writeDirectory(oci.dest());
        }
      } else if (output instanceof Output.DockerArchive docker) {
        OutputFile.write(docker.dest(), archive.dockerArchive(image, snapshot.blobs(), names)::writeTar);
      } else if (output instanceof Output.RootfsTar tar) {
        LayerWriter writer = new LayerWriter(LayerOptions.of(Compression.NONE));
        OutputFile.write(tar.dest(), out -> writer.write(snapshot.view().flatten(""), out));
      } else if (output instanceof Output.RootfsDirectory directory) {
        for (String device :
            TreeExport.write(snapshot.view(), directory.dest(), Owners.DROPPED)) {
          progress.on(new BuildEvent.Warning("device " + device + " is not made outside an image"));
        }
      } else if (!(output instanceof Output.Registry)) {
        throw new AssertionError(output);
      }
    }
  }
}
