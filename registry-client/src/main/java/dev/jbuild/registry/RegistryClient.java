// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import dev.jbuild.oci.Descriptor;
import dev.jbuild.oci.Digest;
import dev.jbuild.oci.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
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
  private final Time time;
  private final Mirrors mirrors;
  private final Transport transport;
  private final Session session;
  private final Manifests manifests;
  private final TransferListener listener;

  public RegistryClient(RegistryOptions options) {
    this(options, TimeLimits.DEFAULT, Time.system(), new SplittableRandom());
  }

  RegistryClient(RegistryOptions options, TimeLimits limits, Time time, RandomGenerator random) {
    this.mirrors = new Mirrors(options.hosts());
    HostRules rules = new HostRules(options.hosts().insecureHosts(), mirrors::isInsecure);
    Retries retries = new Retries(options.retryPolicy(), time, random, options.listener());
    this.time = time;
    this.transport = new Transport(rules, options.hosts(), options.userAgent(), time, limits);
    Authorizer authorizer =
        new Authorizer(
            transport, new TokenServer(transport, rules, retries), options.credentials(), time);
    this.session = new Session(new Servers(rules, transport, retries), authorizer, retries);
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
    return anywhere(reference, manifests::resolve);
  }

  /** Fetches the manifest or index of a tag or digest, and verifies the digest if there is one. */
  public PulledManifest manifest(Reference reference) {
    return anywhere(reference, manifests::get);
  }

  /**
   * As {@link #manifest(Reference)}, but where that is an index, the image manifest in it that
   * serves {@code platform} best; a RegistryException names the platforms there are if none does.
   */
  public PulledManifest manifest(Reference reference, Platform platform) {
    return anywhere(reference, place -> manifests.get(place, platform));
  }

  /**
   * Opens a blob, which the caller closes. Where the connection breaks, reading goes on from there.
   * Size and digest are verified with the last byte; the stream then, or when the registry has
   * failed too often, throws RegistryException instead of returning data. Where the reason is
   * WRONG_DIGEST, the caller may throw away what it has and read the blob once more.
   */
  public InputStream blob(Reference repository, Descriptor blob) {
    return anywhere(repository, place -> new BlobStream(session, place, blob, listener).open());
  }

  /** What the first place answers that has an answer: mirrors first, then the registry. */
  private <T> T anywhere(Reference reference, Function<Reference, T> question) {
    List<Reference> places = mirrors.of(reference);
    for (Reference mirror : places.subList(0, places.size() - 1)) {
      try {
        return question.apply(mirror);
      } catch (RegistryException e) {
        listener.passedOver(String.valueOf(e.getMessage()));
      }
    }
    return question.apply(places.get(places.size() - 1));
  }

  /** What is made of a blob's bytes. */
  @FunctionalInterface
  public interface BlobUse<T> {
    T of(InputStream blob) throws IOException;
  }

  /**
   * Gives {@code use} a blob to read to its end, and once more if the first time something else
   * came.
   */
  public <T> T readBlob(Reference repository, Descriptor blob, BlobUse<T> use) throws IOException {
    try (InputStream in = blob(repository, blob)) {
      return use.of(in);
    } catch (RegistryException e) {
      if (e.reason() != RegistryException.Reason.WRONG_DIGEST) {
        throw e;
      }
      listener.retrying(String.valueOf(e.getMessage()), Duration.ZERO);
    }
    try (InputStream in = blob(repository, blob)) {
      return use.of(in);
    }
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
   * Fails unless the user may push to a repository: an upload is begun, and cancelled. What else
   * may hinder a push is not found out.
   */
  public void checkPush(Reference repository) {
    Request post = BlobUploader.post(session.url(repository, "blobs/uploads/"));
    Scopes scopes = Scopes.push(repository.repository());
    UploadSession upload;
    try (Response response = session.execute(repository, post, scopes)) {
      boolean refused = Set.of(401, 403, 404).contains(response.code());
      if (refused) {
        throw session.error(repository, response);
      }
      if (response.code() != 202 || response.header("Location") == null) {
        return;
      }
      upload = UploadSession.begun(response);
    }
    BlobUploader.cancel(session, repository, upload);
  }

  /**
   * Stores a manifest or index under the reference's digest, or else its tag, and returns its
   * descriptor. What it refers to must have been pushed before. Idempotent.
   */
  public Descriptor pushManifest(Reference reference, String mediaType, byte[] data) {
    return manifests.put(reference, mediaType, data);
  }

  /** Fails unless the registry takes the user's credentials, or wants none. */
  public void requireLogin(String registryHost, String repository) {
    session.requireLogin(registryHost, repository);
  }

  /** Breaks off what is running in other threads, which get a RegistryException. */
  @Override
  public void close() {
    time.close();
    transport.close();
  }
}
