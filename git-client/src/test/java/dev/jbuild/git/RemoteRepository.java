// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.Daemon;

/** A repository that a test fills, served on loopback as {@code git://127.0.0.1:port/app.git}. */
final class RemoteRepository implements AutoCloseable {
  static final Instant TIME = Instant.ofEpochSecond(1_000_000_000);

  private final Repository repository;
  private final Daemon daemon;
  private final Map<String, Content> files = new TreeMap<>();
  private List<ObjectId> parents = List.of();

  private record Content(FileMode mode, String text) {}

  RemoteRepository(Path directory) throws IOException {
    IsolatedSystem.install();
    repository = new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
    repository.create(true);
    daemon = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    daemon.setRepositoryResolver(
        (client, name) -> {
          repository.incrementOpen();
          return repository;
        });
    daemon.getService("git-upload-pack").setEnabled(true);
    daemon.start();
  }

  String url() {
    return "git://127.0.0.1:" + daemon.getAddress().getPort() + "/app.git";
  }

  RemoteRepository file(String path, String text) {
    files.put(path, new Content(FileMode.REGULAR_FILE, text));
    return this;
  }

  RemoteRepository executable(String path, String text) {
    files.put(path, new Content(FileMode.EXECUTABLE_FILE, text));
    return this;
  }

  RemoteRepository link(String path, String target) {
    files.put(path, new Content(FileMode.SYMLINK, target));
    return this;
  }

  RemoteRepository submodule(String path, String url, String commit) {
    files.put(path, new Content(FileMode.GITLINK, commit));
    return file(".gitmodules", "[submodule \"m\"]\n\tpath = " + path + "\n\turl = " + url + "\n");
  }

  /** Commits all files to a branch; returns the commit. */
  String commit(String branch) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      PersonIdent somebody = new PersonIdent("n", "n@example.com", TIME, ZoneOffset.UTC);
      commit.setAuthor(somebody);
      commit.setCommitter(somebody);
      commit.setMessage("m");
      commit.setParentIds(parents);
      commit.setTreeId(tree(inserter));
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      set("refs/heads/" + branch, id);
      parents = List.of(id);
      return id.name();
    }
  }

  /** Tags a commit with a message; returns the tag object. */
  String tag(String name, String commit) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      TagBuilder tag = new TagBuilder();
      tag.setTag(name);
      tag.setObjectId(ObjectId.fromString(commit), Constants.OBJ_COMMIT);
      ObjectId id = inserter.insert(tag);
      inserter.flush();
      set("refs/tags/" + name, id);
      return id.name();
    }
  }

  private void set(String ref, ObjectId id) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setNewObjectId(id);
    update.forceUpdate();
  }

  private ObjectId tree(ObjectInserter inserter) throws IOException {
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    List<DirCacheEntry> entries = new ArrayList<>();
    for (Map.Entry<String, Content> file : files.entrySet()) {
      DirCacheEntry entry = new DirCacheEntry(file.getKey());
      Content content = file.getValue();
      entry.setFileMode(content.mode());
      entry.setObjectId(
          content.mode() == FileMode.GITLINK
              ? ObjectId.fromString(content.text())
              : inserter.insert(
                  Constants.OBJ_BLOB, content.text().getBytes(StandardCharsets.UTF_8)));
      entries.add(entry);
    }
    entries.forEach(builder::add);
    builder.finish();
    return index.writeTree(inserter);
  }

  @Override
  public void close() {
    daemon.stop();
    repository.close();
  }
}
