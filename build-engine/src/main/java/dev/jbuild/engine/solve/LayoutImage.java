// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * An image of an OCI layout, as source and as target.
 *
 * @param shown the place as the user wrote it
 */
record LayoutImage(ImageLayout layout, Optional<String> name, String shown)
    implements ImageSource, ImageTarget {

  @Override
  public Document top() throws IOException {
    List<Descriptor> images =
        layout.index().manifests().stream()
            .filter(
                d -> name.isEmpty() || name.get().equals(d.annotations().get(ImageLayout.REF_NAME)))
            .toList();
    if (images.isEmpty()) {
      throw failure("there is no such image");
    }
    if (images.stream().map(Descriptor::digest).distinct().count() > 1) {
      throw failure("there are several images: name one");
    }
    byte[] data = manifest(images.get(0));
    return Document.of(Manifest.mediaTypeOf(data), data);
  }

  @Override
  public byte[] manifest(Descriptor child) throws IOException {
    return layout.blobs().read(require(child).digest());
  }

  @Override
  public InputStream blob(Descriptor blob) throws IOException {
    return layout.blobs().open(require(blob).digest());
  }

  private Descriptor require(Descriptor blob) {
    if (!layout.blobs().contains(blob.digest())) {
      throw failure("blob " + blob.digest() + " is missing in it");
    }
    return blob;
  }

  private BuildException failure(String why) {
    return new BuildException(ExitCode.COMMAND_LINE, "cannot copy " + shown + ": " + why);
  }

  @Override
  public void blob(Descriptor blob, ImageSource source) throws IOException {
    if (layout.blobs().contains(blob.digest())) {
      return;
    }
    try (InputStream in = source.blob(blob);
        BlobStore.Writer out = layout.blobs().newWriter()) {
      in.transferTo(out);
      out.commitVerified(blob.digest());
    }
  }

  @Override
  public void child(Document manifest) throws IOException {
    layout.blobs().put(manifest.data());
  }

  @Override
  public void finish(Document top) throws IOException {
    layout.blobs().put(top.data());
    layout.tag(name.orElse("latest"), top.descriptor());
  }
}
