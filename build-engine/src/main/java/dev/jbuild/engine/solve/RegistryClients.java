// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.engine.BuildException;
import dev.jbuild.engine.ExitCode;
import dev.jbuild.engine.HostAccess;
import dev.jbuild.engine.RegistryAccess;
import dev.jbuild.registry.Credential;
import dev.jbuild.registry.HostSettings;
import dev.jbuild.registry.Reference;
import dev.jbuild.registry.RegistryClient;
import dev.jbuild.registry.RegistryOptions;
import dev.jbuild.registry.RetryPolicy;
import dev.jbuild.registry.TransferListener;
import dev.jbuild.registry.UserCredentials;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the client that talks to registries as the user wants it.
 *
 * @param names of the images that the command is about: a login is for their registries
 */
public record RegistryClients(RegistryAccess access, List<String> names) {

  public RegistryClients {
    names = List.copyOf(names);
  }

  RegistryClient client(TransferListener listener) {
    RegistryClient client = new RegistryClient(options().withListener(listener));
    client.prepare();
    return client;
  }

  /** With the credentials of the user. */
  public RegistryOptions options() {
    UserCredentials credentials =
        new UserCredentials(
            System.getenv(), System.getProperty("user.home", "/"), access.authFile(), logins());
    return RegistryOptions.defaults()
        .withHosts(hosts())
        .withCredentials(credentials)
        .withRetryPolicy(new RetryPolicy(access.retries(), access.retryBudget()));
  }

  private HostSettings hosts() {
    HostAccess hosts = access.hosts();
    Map<String, HostSettings.ClientFiles> clients = new HashMap<>();
    hosts
        .clientCertificates()
        .forEach(
            (host, files) ->
                clients.put(host, new HostSettings.ClientFiles(files.certificate(), files.key())));
    return new HostSettings(
        hosts.insecure(),
        hosts.tlsVerify(),
        hosts.certDir(),
        hosts.authorities(),
        clients,
        hosts.mirrors(),
        hosts.originToo(),
        System.getenv());
  }

  private Map<String, Credential.UserPassword> logins() {
    Map<String, Credential.UserPassword> logins = new HashMap<>();
    access.logins().forEach((host, login) -> logins.put(host, credential(login)));
    Optional<RegistryAccess.Login> login = access.login();
    if (login.isEmpty()) {
      return logins;
    }
    for (String name : names) {
      logins.put(Reference.parse(name).registryHost(), credential(login.get()));
    }
    if (names.isEmpty()) {
      throw new BuildException(
          ExitCode.COMMAND_LINE,
          "credentials are given, but no image is named whose registry they are for");
    }
    return logins;
  }

  private static Credential.UserPassword credential(RegistryAccess.Login login) {
    return new Credential.UserPassword(login.user(), login.password());
  }
}
