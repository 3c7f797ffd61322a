// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

import java.util.Set;

/**
 * How a {@link RegistryClient} behaves.
 *
 * <p>{@code insecureHosts} are {@code host} or {@code host:port} that may be spoken to in plain
 * http and whose certificates are not checked; loopback always is such a host. {@code userAgent} is
 * sent with each request.
 */
public record RegistryOptions(
    Set<String> insecureHosts,
    String userAgent,
    CredentialSource credentials,
    TransferListener listener,
    RetryPolicy retryPolicy) {

  public RegistryOptions {
    insecureHosts = Set.copyOf(insecureHosts);
  }

  /** The user's Docker credentials, no insecure hosts, no listener. */
  public static RegistryOptions defaults() {
    return new RegistryOptions(
        Set.of(),
        "jbuild",
        UserCredentials.ofEnvironment(),
        TransferListener.NONE,
        RetryPolicy.DEFAULT);
  }

  public RegistryOptions withInsecureHosts(Set<String> hosts) {
    return new RegistryOptions(hosts, userAgent, credentials, listener, retryPolicy);
  }

  public RegistryOptions withCredentials(CredentialSource source) {
    return new RegistryOptions(insecureHosts, userAgent, source, listener, retryPolicy);
  }

  public RegistryOptions withListener(TransferListener newListener) {
    return new RegistryOptions(insecureHosts, userAgent, credentials, newListener, retryPolicy);
  }

  public RegistryOptions withRetryPolicy(RetryPolicy policy) {
    return new RegistryOptions(insecureHosts, userAgent, credentials, listener, policy);
  }
}
