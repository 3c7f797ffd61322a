// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.registry;

/**
 * How a {@link RegistryClient} behaves.
 *
 * <p>{@code userAgent} is sent with each request.
 */
public record RegistryOptions(
    HostSettings hosts,
    String userAgent,
    CredentialSource credentials,
    TransferListener listener,
    RetryPolicy retryPolicy) {

  /** The user's Docker credentials, no insecure hosts, no listener. */
  public static RegistryOptions defaults() {
    return new RegistryOptions(
        HostSettings.NONE,
        "jbuild",
        UserCredentials.ofEnvironment(),
        TransferListener.NONE,
        RetryPolicy.DEFAULT);
  }

  public RegistryOptions withHosts(HostSettings newHosts) {
    return new RegistryOptions(newHosts, userAgent, credentials, listener, retryPolicy);
  }

  public RegistryOptions withCredentials(CredentialSource source) {
    return new RegistryOptions(hosts, userAgent, source, listener, retryPolicy);
  }

  public RegistryOptions withListener(TransferListener newListener) {
    return new RegistryOptions(hosts, userAgent, credentials, newListener, retryPolicy);
  }

  public RegistryOptions withRetryPolicy(RetryPolicy policy) {
    return new RegistryOptions(hosts, userAgent, credentials, listener, policy);
  }
}
