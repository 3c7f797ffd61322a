// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import dev.jbuild.git.GitClient;
import dev.jbuild.git.GitOptions;
import dev.jbuild.oci.BlobStore;
import dev.jbuild.registry.Downloader;
import dev.jbuild.registry.EnvironmentProxies;
import dev.jbuild.rootless.NativeLauncher;
import java.nio.file.Path;
import java.util.Map;

/**
 * What brings files from elsewhere here, made when the first is wanted: its libraries are large.
 */
final class RemoteFiles implements AutoCloseable {
  private static final String USER_AGENT = "jbuild";

  private final Lazy<Downloader> downloader;
  private final WebFiles web;
  private final GitFiles git;
  private final DirectoryTrees directories;

  RemoteFiles(
      StorageRoot root,
      BlobStore blobs,
      WorkDirectory work,
      NativeLauncher launcher,
      ServerSecrets secrets) {
    this.downloader = new Lazy<>(() -> new Downloader(System.getenv(), USER_AGENT, secrets::web));
    this.directories = new DirectoryTrees(launcher);
    this.web = new WebFiles(blobs, root.urls(), downloader);
    this.git = new GitFiles(work, directories, new Lazy<>(() -> gitClient(secrets)));
  }

  private static GitClient gitClient(ServerSecrets secrets) {
    Map<String, String> environment = System.getenv();
    return new GitClient(
        new GitOptions(
            environment,
            Path.of(System.getProperty("user.home", "/")),
            System.getProperty("user.name", "root"),
            new EnvironmentProxies(environment),
            secrets::git));
  }

  WebFiles web() {
    return web;
  }

  GitFiles git() {
    return git;
  }

  /** Directories of this host, as trees that last as long as this. */
  DirectoryTrees directories() {
    return directories;
  }

  @Override
  public void close() {
    directories.close();
    downloader.peek().ifPresent(Downloader::close);
  }
}
