// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Fetches files from web servers, through the proxies of the environment. Redirects are followed;
 * what logs in, of the caller or a URL, goes to no other server than that of the URL.
 *
 * <p>Thread-safe. Every method throws {@link RegistryException}, whose message never holds a query,
 * user or password.
 */
public final class Downloader implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(60);
  private static final String AUTHORIZATION = "Authorization";
  private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

  private final String userAgent;
  private final Function<String, Optional<String>> authorizations;
  private final OkHttpClient client;

  /**
   * Connects to nothing yet.
   *
   * @param authorizations the value of the Authorization header for a host, in small letters and
   *     without port; it comes before user and password of a URL
   */
  public Downloader(
      Map<String, String> environment,
      String userAgent,
      Function<String, Optional<String>> authorizations) {
    EnvironmentProxies proxies = new EnvironmentProxies(environment);
    this.userAgent = userAgent;
    this.authorizations = authorizations;
    this.client =
        new OkHttpClient.Builder()
            .dispatcher(new Dispatcher())
            .connectionPool(new ConnectionPool())
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(SILENCE_TIMEOUT)
            .writeTimeout(SILENCE_TIMEOUT)
            .proxySelector(proxies)
            .proxyAuthenticator((route, response) -> proxies.logIn(response).orElse(null))
            .build();
  }

  /** Gets a file, unless it is still the one that {@code known} describes; the caller closes it. */
  public Download get(String url, Download.Validators known) {
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null) {
      throw new RegistryException(RegistryException.Reason.LOCAL, "not a URL that can be read");
    }
    Request request = request(parsed, known);
    Response response;
    try {
      response = client.newCall(request).execute();
    } catch (IOException e) {
      throw unreachable(request, e);
    }
    if (response.code() == 304 || !response.isSuccessful()) {
      response.close();
    }
    if (response.code() != 304 && !response.isSuccessful()) {
      throw refused(request, response);
    }
    return download(response);
  }

  private Request request(HttpUrl url, Download.Validators known) {
    Request.Builder builder =
        new Request.Builder()
            .url(url)
            .header("User-Agent", userAgent)
            // Otherwise okhttp asks for gzip and unpacks it: what is stored is what was sent.
            .header("Accept-Encoding", "identity");
    authorization(url).ifPresent(value -> builder.header(AUTHORIZATION, value));
    known.etag().ifPresent(etag -> builder.header("If-None-Match", etag));
    if (known.etag().isEmpty()) {
      known
          .lastModified()
          .map(t -> HTTP_DATE.format(t.atOffset(ZoneOffset.UTC)))
          .ifPresent(date -> builder.header("If-Modified-Since", date));
    }
    return builder.build();
  }

  /** OkHttp drops it where a redirect leads to another scheme, host or port. */
  private Optional<String> authorization(HttpUrl url) {
    boolean inUrl = !url.username().isEmpty() || !url.password().isEmpty();
    return authorizations
        .apply(url.host())
        .or(
            () ->
                Optional.of(url)
                    .filter(u -> inUrl)
                    .map(u -> Credentials.basic(u.username(), u.password())));
  }

  private static RegistryException unreachable(Request request, IOException e) {
    HttpUrl url = request.url();
    String why =
        e instanceof UnknownHostException
            ? "the host " + url.host() + " is not known"
            : "no answer from "
                + url.host()
                + ":"
                + url.port()
                + " ("
                + Failures.text(Failures.rootCause(e))
                + ")";
    return new RegistryException(
        RegistryException.Reason.UNREACHABLE, Failures.describe(request) + ": " + why, e);
  }

  /** Denied is only what other credentials could change: they don't follow a redirect. */
  private static RegistryException refused(Request request, Response response) {
    int status = response.code();
    HttpUrl end = response.request().url();
    String where = end.equals(request.url()) ? "" : ", redirected to " + Failures.redacted(end);
    boolean loggedIn = response.request().header(AUTHORIZATION) != null;
    String hint =
        switch (status) {
          case 401, 403 -> "; the server wants " + (loggedIn ? "other credentials" : "credentials");
          case 404, 410 -> "; there is no such file";
          case 407 -> "; the proxy wants credentials";
          default -> "";
        };
    boolean denied = (status == 401 || status == 403) && isSameServer(request.url(), end);
    return new RegistryException(
        denied ? RegistryException.Reason.DENIED : RegistryException.Reason.REFUSED,
        Failures.describe(request) + where + ": status " + status + hint);
  }

  private static boolean isSameServer(HttpUrl a, HttpUrl b) {
    return a.scheme().equals(b.scheme()) && a.host().equals(b.host()) && a.port() == b.port();
  }

  private static Download download(Response response) {
    Optional<InputStream> data =
        response.code() == 304 ? Optional.empty() : Optional.of(new Body(response));
    return new Download(
        data,
        Optional.ofNullable(response.header("ETag")),
        Optional.ofNullable(response.header("Last-Modified")).flatMap(Downloader::instant),
        Optional.ofNullable(response.header("Content-Disposition"))
            .flatMap(ContentDisposition::fileName));
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(ZonedDateTime.parse(date, HTTP_DATE.withLocale(Locale.ROOT)).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // Nothing more is wanted of it.
      return;
    }
  }

  /** The file; a body that ends too early is a failure in okhttp already. */
  private static final class Body extends FilterInputStream {
    private final Request request;
    private long count;

    Body(Response response) {
      super(response.body().byteStream());
      this.request = response.request();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      try {
        int n = in.read(buffer, offset, length);
        count += Math.max(n, 0);
        return n;
      } catch (IOException e) {
        throw Failures.brokenOff(request, "after " + count + " bytes", e);
      }
    }
  }

  /** Breaks off what is running in other threads. */
  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.connectionPool().evictAll();
  }
}
