// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.registry.PulledManifest;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** An image of a registry, as source and as target. */
record RegistryImage(RegistryClient registry, Reference reference)
    implements ImageSource, ImageTarget {

  @Override
  public Document top() {
    PulledManifest manifest = registry.manifest(reference);
    return Document.of(manifest.descriptor().mediaType(), manifest.data());
  }

  @Override
  public byte[] manifest(Descriptor child) {
    return registry.manifest(reference.withDigest(child.digest())).data();
  }

  @Override
  public InputStream blob(Descriptor blob) {
    return registry.blob(reference, blob);
  }

  @Override
  public Optional<Reference> repository() {
    return Optional.of(reference);
  }

  /** Mounted where source and target are of one registry: then no byte is moved. */
  @Override
  public void blob(Descriptor blob, ImageSource source) {
    registry.pushBlob(
        reference,
        blob,
        () -> source.blob(blob),
        source.repository().map(List::of).orElseGet(List::of));
  }

  @Override
  public void child(Document manifest) {
    push(reference.withoutTag().withDigest(manifest.descriptor().digest()), manifest);
  }

  @Override
  public void finish(Document top) {
    push(reference, top);
  }

  private void push(Reference name, Document manifest) {
    registry.pushManifest(name, manifest.descriptor().mediaType(), manifest.data());
  }
}
