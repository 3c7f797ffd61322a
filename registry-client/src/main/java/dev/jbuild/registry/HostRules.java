// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.Set;
import java.util.function.Predicate;
import okhttp3.HttpUrl;

/**
 * Which hosts may be spoken to in plain http, or with a certificate that nobody vouches for.
 *
 * <p>{@code others} are asked for a host with and, where it is the usual one, without port. An
 * insecure host that is listed without a port is so on every port.
 */
record HostRules(Set<String> insecureHosts, Predicate<String> others) {

  HostRules(Set<String> insecureHosts) {
    this(insecureHosts, host -> false);
  }

  boolean isLenient(HttpUrl url) {
    return isLoopback(url.host())
        || others.test(url.host() + ":" + url.port())
        || (url.port() == HttpUrl.defaultPort(url.scheme()) && others.test(url.host()))
        || insecureHosts.contains(url.host())
        || insecureHosts.contains(url.host() + ":" + url.port())
        || insecureHosts.contains("[" + url.host() + "]:" + url.port());
  }

  /**
   * True of {@code localhost}, 127.0.0.0/8 and ::1 as literals. Other names that happen to resolve
   * to loopback are not: whoever answers for the name would decide about encryption.
   */
  static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || (host.startsWith("127.") && isDottedQuad(host));
  }

  private static boolean isDottedQuad(String host) {
    String[] parts = host.split("\\.", -1);
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return false;
      }
    }
    return parts.length == 4;
  }
}
