// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jbuild.oci.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The judges: skopeo, umoci, buildah and runc, all run by root on the images of a registry. */
final class Tools {
  private final Lab lab;
  private final Path directory;

  Tools(Lab lab) throws IOException {
    MustWork.assumeRoot();
    MustWork.assumeTools("skopeo", "umoci", "buildah", "runc", "getfattr");
    this.lab = lab;
    this.directory = lab.subdirectory("tools");
  }

  Lab lab() {
    return lab;
  }

  /** Where {@link #buildahBuildAndPush} has put the peer's image. */
  String peer() throws IOException {
    return lab.registry().name("peer:1");
  }

  String digest(String image) throws IOException {
    return skopeo("inspect", "--tls-verify=false", "--format", "{{.Digest}}", "docker://" + image)
        .strip();
  }

  ObjectNode config(String image) throws IOException {
    return parse(skopeo("inspect", "--tls-verify=false", "--config", "--raw", "docker://" + image));
  }

  List<String> layerMediaTypes(String image) throws IOException {
    List<String> result = new ArrayList<>();
    ObjectNode manifest =
        parse(skopeo("inspect", "--tls-verify=false", "--raw", "docker://" + image));
    for (JsonNode layer : manifest.path("layers")) {
      result.add(layer.path("mediaType").asText());
    }
    return result;
  }

  /** Copies an image of the registry and unpacks it into a bundle: {@code rootfs}, config.json. */
  Path umociUnpack(String repository, String tag) throws IOException {
    Path layout = directory.resolve("layout-" + repository);
    Path bundle = directory.resolve("bundle-" + repository);
    skopeo(
        "copy",
        "--insecure-policy",
        "--src-tls-verify=false",
        "docker://" + lab.registry().name(repository + ":" + tag),
        "oci:" + layout + ":" + tag);
    Command.of("umoci", "unpack", "--image", layout + ":" + tag, bundle.toString()).run().ok();
    return bundle;
  }

  /** Runs the bundle with the process that its config names. */
  String runcRun(Path bundle) throws IOException {
    Path file = bundle.resolve("config.json");
    ObjectNode config = Json.parseObject(Files.readAllBytes(file), file.toString());
    ((ObjectNode) config.path("process")).put("terminal", false);
    Files.write(file, Json.toBytes(config));
    return Command.of("runc", "--root", directory.resolve("runc").toString(), "run", "jbuild-it")
        .in(bundle)
        .run()
        .ok()
        .out();
  }

  void buildahBuildAndPush(BuildContext context, String[] args, String image) throws IOException {
    List<String> words = new ArrayList<>(List.of("build", "--network=host", "--tls-verify=false"));
    words.addAll(List.of("--format", "docker", "-q", "-t", image));
    words.addAll(List.of(args));
    words.add(context.toString());
    buildah(words.toArray(String[]::new));
    // What is looked at there is its config.
    buildah("push", "-q", "--tls-verify=false", "--disable-compression", image);
  }

  /** The file system of an image as buildah mounts it. */
  FileTree buildahTree(String image) throws IOException {
    String container = buildah("from", "-q", "--tls-verify=false", image).strip();
    Path mounted = Path.of(buildah("mount", container).strip());
    try {
      return FileTree.read(mounted);
    } finally {
      buildah("umount", container);
      buildah("rm", container);
    }
  }

  private String buildah(String... arguments) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "buildah",
                "--root",
                directory.resolve("buildah").toString(),
                "--runroot",
                directory.resolve("buildah-run").toString(),
                "--storage-driver",
                "overlay"));
    words.addAll(List.of(arguments));
    return Command.of(words.toArray(String[]::new))
        .with("BUILDAH_ISOLATION", "chroot")
        .within(Duration.ofMinutes(5))
        .run()
        .ok()
        .out();
  }

  private static String skopeo(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("skopeo"));
    words.addAll(List.of(arguments));
    return Command.of(words.toArray(String[]::new)).run().ok().out();
  }

  private static ObjectNode parse(String json) {
    return Json.parseObject(json.getBytes(StandardCharsets.UTF_8), "what skopeo prints");
  }
}
