// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.layer.LayerReader;
import dev.jbuild.layer.LowerLookup;
import dev.jbuild.layer.Owners;
import dev.jbuild.oci.Compression;
import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.ImageConfig;
import dev.jbuild.oci.ImageLayout;
import dev.jbuild.oci.Manifest;
import dev.jbuild.oci.Platform;
import dev.jbuild.registry.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens places that images are copied from and to. */
final class ImagePlaces {
  private final Workshop workshop;
  private final Optional<Platform> platform;

  ImagePlaces(Workshop workshop, Optional<Platform> platform) {
    this.workshop = workshop;
    this.platform = platform;
  }

  ImageSource source(ImagePlace place, String shown) throws IOException {
    if (place instanceof ImagePlace.Registry p) {
      return new RegistryImage(workshop.registry(), p.reference());
    }
    if (place instanceof ImagePlace.Store p) {
      return new StoreImage(p.name());
    }
    if (place instanceof ImagePlace.Layout p) {
      require(Files.isRegularFile(p.path().resolve("index.json")), shown, "it is no OCI layout");
      return new LayoutImage(new ImageLayout(p.path()), p.name(), shown);
    }
    if (place instanceof ImagePlace.LayoutArchive p) {
      return new LayoutImage(new ImageLayout(unpack(p.path(), shown)), p.name(), shown);
    }
    if (place instanceof ImagePlace.DockerArchive p) {
      String name = p.name().map(Reference::familiar).orElse("");
      return new DockerArchiveImage(unpack(p.path(), shown), name);
    }
    if (place instanceof ImagePlace.Directory p) {
      require(Files.isRegularFile(p.path().resolve("manifest.json")), shown, "it has no image");
      return new DirectoryImage(p.path());
    }
    throw new AssertionError(place);
  }

  ImageTarget target(ImagePlace place, String shown) {
    if (place instanceof ImagePlace.Registry p) {
      return new RegistryImage(workshop.registry(), p.reference());
    }
    if (place instanceof ImagePlace.Store p) {
      return new LayoutImage(workshop.store(), Optional.of(p.name().toString()), shown);
    }
    if (place instanceof ImagePlace.Layout p) {
      return new LayoutImage(new ImageLayout(p.path()), p.name(), shown);
    }
    if (place instanceof ImagePlace.LayoutArchive p) {
      return new LayoutArchive(p);
    }
    if (place instanceof ImagePlace.DockerArchive p) {
      return new DockerArchive(p);
    }
    if (place instanceof ImagePlace.Directory p) {
      return new DirectoryImage(p.path());
    }
    throw new AssertionError(place);
  }

  private static void require(boolean right, String shown, String otherwise) {
    if (!right) {
      throw new BuildException(ExitCode.COMMAND_LINE, "cannot copy " + shown + ": " + otherwise);
    }
  }

  /** The files of an archive, in a directory that goes with this command. */
  Path unpack(Path archive, String shown) throws IOException {
    require(Files.isRegularFile(archive), shown, "there is no such file");
    Path directory = workshop.work().newDirectory("archive");
    try (InputStream in = Files.newInputStream(archive)) {
      new LayerReader(LowerLookup.none()).unpack(in, Compression.NONE, directory, Owners.DROPPED);
    }
    return directory;
  }

  /** An image of the store, whose layers may have to be fetched first. */
  private final class StoreImage implements ImageSource {
    private final Reference name;

    StoreImage(Reference name) {
      this.name = name;
    }

    @Override
    public Document top() throws IOException {
      ResolvedImage image =
          workshop
              .resolver()
              .findInStore(name, platform.orElseGet(Platform::host))
              .orElseThrow(
                  () ->
                      new BuildException(
                          ExitCode.COMMAND_LINE, "no image " + name.familiar() + " in the store"));
      return Document.of(
          image.descriptor().mediaType(),
          workshop.store().blobs().read(image.descriptor().digest()));
    }

    @Override
    public byte[] manifest(Descriptor child) throws IOException {
      return workshop.store().blobs().read(child.digest());
    }

    @Override
    public InputStream blob(Descriptor blob) throws IOException {
      return Files.newInputStream(workshop.fetcher().fetch(blob));
    }

    @Override
    public Optional<Reference> repository() {
      return Optional.of(name);
    }
  }

  /** An OCI layout that becomes one file. */
  private final class LayoutArchive implements ImageTarget {
    private final ImagePlace.LayoutArchive place;
    private final LayoutImage image;

    LayoutArchive(ImagePlace.LayoutArchive place) {
      this.place = place;
      ImageLayout layout = new ImageLayout(workshop.work().newName("layout"));
      this.image = new LayoutImage(layout, place.name(), place.path().toString());
    }

    @Override
    public void blob(Descriptor blob, ImageSource source) throws IOException {
      image.blob(blob, source);
    }

    @Override
    public void child(Document manifest) throws IOException {
      image.child(manifest);
    }

    @Override
    public void finish(Document top) throws IOException {
      image.finish(top);
      Path root = image.layout().root();
      ArchiveEntries entries = new ArchiveEntries();
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String name = root.relativize(file).toString();
          if (!name.equals("index.lock")) {
            entries.add(name, file);
          }
        }
      }
      OutputFile.write(place.path(), entries::writeTar);
    }
  }

  /** What docker load reads; blobs go through the store, which unpacks them. */
  private final class DockerArchive implements ImageTarget {
    private final ImagePlace.DockerArchive place;
    private final LayoutImage staging;

    DockerArchive(ImagePlace.DockerArchive place) {
      this.place = place;
      this.staging = new LayoutImage(workshop.store(), Optional.empty(), place.path().toString());
    }

    @Override
    public boolean takesIndexes() {
      return false;
    }

    @Override
    public void blob(Descriptor blob, ImageSource source) throws IOException {
      staging.blob(blob, source);
    }

    @Override
    public void child(Document manifest) throws IOException {
      staging.child(manifest);
    }

    @Override
    public void finish(Document top) throws IOException {
      Manifest manifest = Manifest.parse(top.data());
      byte[] config = workshop.store().blobs().read(manifest.config().digest());
      List<Digest> diffIds = ImageConfig.parse(config).diffIds();
      List<LayerBlob> layers = new ArrayList<>();
      for (int i = 0; i < manifest.layers().size(); i++) {
        layers.add(new LayerBlob(diffIds.get(i), manifest.layers().get(i)));
      }
      ImageAssembler.Assembled image =
          new ImageAssembler.Assembled(Document.of(manifest.config().mediaType(), config), top);
      ArchiveEntries entries =
          new ImageArchive(workshop.fetcher(), workshop.work())
              .dockerArchive(image, layers, place.name().stream().toList());
      OutputFile.write(place.path(), entries::writeTar);
    }
  }
}
