// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.dockerfile.Redacted;
import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.plan.Checksum;
import dev.jbuild.engine.plan.RemoteSource;
import dev.jbuild.oci.BlobStore;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Json;
import dev.jbuild.oci.OciException;
import dev.jbuild.registry.Download;
import dev.jbuild.registry.Downloader;
import dev.jbuild.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Files of web servers, kept among the blobs of the store. A file is fetched anew only if its
 * server says, by ETag or date, that it has changed; each URL is asked for once in a build.
 */
final class WebFiles {
  private static final int BUFFER_BYTES = 1 << 16;

  private final BlobStore blobs;
  private final KeyedFiles records;
  private final Supplier<Downloader> downloader;
  private final Once<String, WebRecord> fetched = new Once<>();

  WebFiles(BlobStore blobs, KeyedFiles records, Supplier<Downloader> downloader) {
    this.blobs = blobs;
    this.records = records;
    this.downloader = downloader;
  }

  /** What a URL gives now; its data need not be here. */
  WebRecord record(String url, Optional<Checksum> checksum) throws IOException {
    return fetched.get(url + " " + checksum, () -> revalidate(url, checksum));
  }

  /** As above; nobody is asked if what was got before is what the checksum says. */
  WebRecord record(RemoteSource.Url source) throws IOException {
    Optional<WebRecord> known =
        source.checksum().isPresent()
            ? known(source.url(), source.checksum().get())
            : Optional.empty();
    return known.isPresent() ? known.get() : record(source.url(), source.checksum());
  }

  private Optional<WebRecord> known(String url, Checksum checksum) throws IOException {
    return find(url).filter(r -> r.digest().toString().equals(checksum.toString()));
  }

  /** The data of a record, which is fetched if it is gone. */
  Path data(String url, WebRecord record, Optional<Checksum> checksum) throws IOException {
    if (!blobs.contains(record.digest())) {
      WebRecord now = download(url, Download.Validators.NONE, checksum).orElseThrow();
      if (!now.digest().equals(record.digest())) {
        throw new BuildException(
            ExitCode.DOCKERFILE, Redacted.urls(url) + " changed while it was being built with");
      }
    }
    return blobs.path(record.digest());
  }

  private WebRecord revalidate(String url, Optional<Checksum> checksum) throws IOException {
    Optional<WebRecord> before = find(url).filter(r -> checksum.isEmpty());
    Download.Validators validators =
        before
            .map(r -> new Download.Validators(r.etag(), r.lastModified()))
            .orElse(Download.Validators.NONE);
    Optional<WebRecord> now = download(url, validators, checksum);
    return now.isPresent() ? now.get() : before.orElseThrow();
  }

  /** Fetches and remembers a file; nothing if it is still the one that is known. */
  private Optional<WebRecord> download(
      String url, Download.Validators known, Optional<Checksum> checksum) throws IOException {
    try (Download download = downloader.get().get(url, known)) {
      if (download.data().isEmpty()) {
        return Optional.empty();
      }
      WebRecord record = store(url, download, download.data().get(), checksum);
      records.write(key(url), Json.toBytes(record.toJson()));
      return Optional.of(record);
    } catch (RegistryException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw Futures.interrupted();
      }
      boolean denied = e.reason() == RegistryException.Reason.DENIED;
      String advice = denied ? ServerSecrets.webAdvice(url) : "";
      throw new BuildException(ExitCode.DOCKERFILE, e.getMessage() + advice, e);
    }
  }

  private WebRecord store(
      String url, Download download, InputStream in, Optional<Checksum> checksum)
      throws IOException {
    String algorithm = checksum.map(Checksum::javaName).orElse("SHA-256");
    MessageDigest message = digest(algorithm);
    byte[] buffer = new byte[BUFFER_BYTES];
    try (BlobStore.Writer out = blobs.newWriter()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        message.update(buffer, 0, n);
      }
      String hex = HexFormat.of().formatHex(message.digest());
      if (checksum.isPresent() && !checksum.get().hex().equals(hex)) {
        throw new BuildException(
            ExitCode.DOCKERFILE,
            Redacted.urls(url)
                + " has checksum "
                + checksum.get().algorithm()
                + ":"
                + hex
                + ", not "
                + checksum.get()
                + ": it has changed, or the checksum is wrong");
      }
      long sizeBytes = out.sizeBytes();
      return new WebRecord(
          out.commit(), sizeBytes, download.etag(), download.lastModified(), download.fileName());
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** User and password are not in what it is made of. */
  private static Digest key(String url) {
    return CacheKey.of("url").with("url", Redacted.urls(url)).digest();
  }

  private Optional<WebRecord> find(String url) throws IOException {
    try {
      return records
          .read(key(url))
          .map(json -> WebRecord.fromJson(Json.parseObject(json, "record of a URL")));
    } catch (OciException | IllegalArgumentException | DateTimeException e) {
      // Cut off, or of another version: it is written anew.
      return Optional.empty();
    }
  }
}
