// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.plan.RemoteSource;
import dev.jbuild.layer.DataSource;
import dev.jbuild.oci.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A URL that ADD names. */
final class WebPart implements RemotePart {
  /** As BuildKit calls what has no name. */
  private static final String UNNAMED = "__unnamed__";

  private final RemoteSource.Url source;
  private final WebFiles files;
  private final String name;
  private final Digest digest;

  private WebPart(RemoteSource.Url source, WebFiles files, String name, Digest digest) {
    this.source = source;
    this.files = files;
    this.name = name;
    this.digest = digest;
  }

  /** Asks the server, but for a file whose name and digest are known without it. */
  static WebPart of(RemoteSource.Url source, WebFiles files) throws IOException {
    Optional<String> named = lastName(source.url());
    Optional<Digest> pinned =
        source
            .checksum()
            .filter(c -> c.algorithm().equals("sha256"))
            .map(c -> Digest.parse(c.toString()));
    if (named.isPresent() && pinned.isPresent()) {
      return new WebPart(source, files, named.get(), pinned.get());
    }
    WebRecord record = files.record(source.url(), source.checksum());
    String name = named.or(record::name).orElse(UNNAMED);
    return new WebPart(source, files, name, record.digest());
  }

  private static Optional<String> lastName(String url) {
    try {
      String path = Optional.ofNullable(URI.create(url).getPath()).orElse("");
      String clean = ScopedPath.clean(path);
      return Optional.of(ScopedPath.name(clean)).filter(n -> !n.isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public int position() {
    return source.position();
  }

  @Override
  public boolean unpack() {
    return source.unpack();
  }

  @Override
  public Digest definition() {
    // Size and time don't count: the first is in the digest.
    return DownloadedFile.of(name, 0, 0, digest, DataSource.none())
        .selection()
        .contentDigest(false);
  }

  @Override
  public CopySelection select() throws IOException {
    WebRecord record = files.record(source);
    Path data = files.data(source.url(), record, source.checksum());
    long mtime = record.lastModified().map(Instant::getEpochSecond).orElse(0L);
    return DownloadedFile.of(name, mtime, record.sizeBytes(), digest, DataSource.of(data))
        .selection();
  }
}
