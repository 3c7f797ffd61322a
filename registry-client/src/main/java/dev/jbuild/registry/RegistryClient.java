// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Platform;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Pulls from and pushes to registries, as the OCI distribution specification has it.
 *
 * <p>Thread-safe: transfers run in parallel in as many threads as the caller has, each with a
 * connection of its own. A client does no I/O until it is asked something, and keeps connections
 * and tokens until it is closed. Every method throws {@link RegistryException}.
 */
public final class RegistryClient implements AutoCloseable {
  private final Transport transport;
  private final Session session;
  private final Manifests manifests;
  private final TransferListener listener;

  public RegistryClient(RegistryOptions options) {
    HostRules rules = new HostRules(options.insecureHosts());
    this.transport = new Transport(rules, options.userAgent());
    this.session =
        new Session(
            new Servers(rules, transport),
            new Authorizer(transport, rules, options.credentials(), InstantSource.system()));
    this.manifests = new Manifests(session);
    this.listener = options.listener();
  }

  /**
   * Does now, without I/O, what the first request would do first. Until it returns, no other thread
   * may use the client: okhttp's classes may be initialised by one thread only.
   */
  public void prepare() {
    transport.prepare();
  }

  /**
   * What a tag or digest is at the moment: the type, digest and size of its manifest or index.
   *
   * <p>One HEAD request; the manifest is fetched only if the answer to that says too little.
   */
  public Descriptor resolve(Reference reference) {
    return manifests.resolve(reference);
  }

  /** Fetches the manifest or index of a tag or digest, and verifies the digest if there is one. */
  public PulledManifest manifest(Reference reference) {
    return manifests.get(reference);
  }

  /**
   * As {@link #manifest(Reference)}, but where that is an index, the image manifest in it that
   * serves {@code platform} best; a RegistryException names the platforms there are if none does.
   */
  public PulledManifest manifest(Reference reference, Platform platform) {
    return manifests.get(reference, platform);
  }

  /**
   * Opens a blob, which the caller closes. Its size and digest are verified with its last byte; the
   * stream then, or when the connection breaks, throws RegistryException instead of returning data.
   */
  public InputStream blob(Reference repository, Descriptor blob) {
    Request request =
        new Request.Builder().url(session.url(repository, "blobs/" + blob.digest())).build();
    Response response = session.execute(repository, request, Scopes.pull(repository.repository()));
    try {
      return opened(repository, response, blob);
    } catch (RuntimeException e) {
      response.close();
      throw e;
    }
  }

  private InputStream opened(Reference repository, Response response, Descriptor blob) {
    if (response.code() != 200) {
      throw session.error(repository, response);
    }
    long length = response.body().contentLength();
    if (length >= 0 && length != blob.sizeBytes()) {
      throw Failures.invalid(
          response.request(), "the blob has " + length + " bytes instead of " + blob.sizeBytes());
    }
    VerifiedBlob stream = new VerifiedBlob(response, blob, listener);
    stream.verifyIfEmpty();
    return stream;
  }

  /** Whether a blob is in a repository. One HEAD request. */
  public boolean hasBlob(Reference repository, Digest digest) {
    Request request =
        new Request.Builder().head().url(session.url(repository, "blobs/" + digest)).build();
    try (Response response =
        session.execute(repository, request, Scopes.pull(repository.repository()))) {
      if (!response.isSuccessful() && response.code() != 404) {
        throw session.error(repository, response);
      }
      return response.isSuccessful();
    }
  }

  /**
   * Brings a blob into a repository: does nothing if it is there, else tries to mount it from the
   * repositories {@code mountFrom} that are in the same registry, else uploads it. Idempotent.
   *
   * <p>The first repository that isn't mounted from but for which the registry starts an upload
   * ends the search: put those first that are known to have the blob.
   */
  public BlobPush pushBlob(
      Reference repository, Descriptor blob, BlobSource source, List<Reference> mountFrom) {
    return new BlobPusher(session, repository, blob).push(source, mountFrom, listener);
  }

  /**
   * Stores a manifest or index under the reference's digest, or else its tag, and returns its
   * descriptor. What it refers to must have been pushed before. Idempotent.
   */
  public Descriptor pushManifest(Reference reference, String mediaType, byte[] data) {
    return manifests.put(reference, mediaType, data);
  }

  /** Breaks off what is running in other threads, which get a RegistryException. */
  @Override
  public void close() {
    transport.close();
  }
}
