package croft.testing.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import croft.cli.Main;
import croft.cli.settings.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./croft} in a folder like ours, with a Maven that only notes that it was called. */
class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String MODULES = "core protocol store server worker cli";

  /** All that the launcher may use, so that a machine's own Maven and Java stay out of this. */
  private static final String TOOLS =
      "awk bash cat chmod cp dirname env find flock grep head id mkdir readlink rm sed sh sha256sum"
          + " sort tail tee touch tr xargs";

  @TempDir Path folder;
  private Path root;
  private Path bin;
  private Path home;

  private record Ran(int code, String out, String err) {}

  @BeforeEach
  void aFolderLikeOurs() throws IOException {
    root = Files.createDirectories(folder.resolve("checkout"));
    bin = Files.createDirectories(folder.resolve("bin"));
    home = Files.createDirectories(folder.resolve("home"));
    for (String tool : TOOLS.split(" ")) {
      Files.createSymbolicLink(bin.resolve(tool), Path.of("/usr/bin", tool));
    }
    Files.copy(ROOT.resolve("croft"), root.resolve("croft"));
    executable(root.resolve("croft"));
    Files.createDirectories(root.resolve("scripts/distribution/bin"));
    Files.copy(ROOT.resolve("scripts/find-java.sh"), root.resolve("scripts/find-java.sh"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("LICENSE"), "none");
    for (String module : MODULES.split(" ")) {
      Files.createDirectories(root.resolve(module + "/src/main"));
      Files.writeString(root.resolve(module + "/pom.xml"), "<project/>");
      Files.writeString(root.resolve(module + "/src/main/" + module + ".java"), "class A {}");
    }
    for (String part : List.of("src/main.tsx", "public/icon.svg", "package.json", ".npmrc")) {
      Path file = root.resolve("web").resolve(part);
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, "");
    }
    for (String tool : List.of("node", "npm")) {
      executable(Files.writeString(bin.resolve(tool), "#!/bin/sh\n"));
    }
    jdk("25", home.resolve(".jdks/jdk-25"));
    maven(
        """
        echo called >>"$CALLS"
        dist=%s/cli/target/dist/croft
        mkdir -p $dist/bin
        echo 'mkdir -p %s/cli/target/dist/croft/cache' >$dist/bin/croft-cache
        echo 'echo croft got "$@"' >$dist/bin/croft
        chmod +x $dist/bin/*
        """
            .formatted(root, root));
  }

  @Test
  void aVerbOfTheCommandIsPassedOnAfterTheBuild() throws Exception {
    Ran ran = croft("submit", "a b.yaml");

    assertThat(ran.out()).isEqualTo("croft got submit a b.yaml\n");
    assertThat(ran.err()).startsWith("building Croft");
    assertThat(ran.code()).isZero();
  }

  @Test
  void nothingIsBuiltTwice() throws Exception {
    croft("graphs");
    Ran again = croft("graphs");

    assertThat(again).isEqualTo(new Ran(0, "croft got graphs\n", ""));
    assertThat(mavenCalls()).isEqualTo(1);
  }

  @Test
  void aChangedSourceIsBuilt() throws Exception {
    croft("graphs");
    Files.writeString(root.resolve("core/src/main/core.java"), "class B {}");
    later(root.resolve("core/src/main/core.java"));
    croft("graphs");

    assertThat(mavenCalls()).isEqualTo(2);
  }

  @Test
  void aChangedViewIsBuilt() throws Exception {
    croft("graphs");
    Files.writeString(root.resolve("web/src/main.tsx"), "let a = 1;");
    later(root.resolve("web/src/main.tsx"));
    croft("graphs");

    assertThat(mavenCalls()).isEqualTo(2);
  }

  @Test
  void withoutNodeItSaysWhatToInstall() throws Exception {
    Files.delete(bin.resolve("node"));
    Ran ran = croft("graphs");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("install Node.js 20.19 or newer (Debian: nodejs npm)");
  }

  @Test
  void aRemovedSourceIsNoticed() throws Exception {
    croft("graphs");
    Files.delete(root.resolve("core/src/main/core.java"));
    later(root.resolve("core/src/main"));
    croft("graphs");

    assertThat(mavenCalls()).isEqualTo(2);
  }

  @Test
  void aFreshCheckoutOfTheSameSourcesIsNotBuilt() throws Exception {
    croft("graphs");
    later(root.resolve("core/src/main/core.java"));
    croft("graphs");

    assertThat(mavenCalls()).isEqualTo(1);
  }

  @Test
  void aFailedBuildShowsEachErrorOnceAndWhereTheLogIs() throws Exception {
    maven(
        """
        echo '[INFO] Building Croft core 0.1.0    [2/7]'
        echo '[ERROR] %s/core/A.java:[1,2] no such thing'
        echo '[ERROR] %s/core/A.java:[1,2] no such thing'
        echo '[ERROR] -> [Help 1]'
        exit 1
        """
            .formatted(root, root));
    Ran ran = croft("graphs");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().lines())
        .containsSequence("  2 of 7  core", "", "[ERROR] core/A.java:[1,2] no such thing")
        .contains("whole log: " + root + "/.croft/build/build.log")
        .noneMatch(line -> line.contains("Help"));
  }

  @Test
  void withoutMavenOneLineSaysWhatToInstall() throws Exception {
    Files.delete(bin.resolve("mvn"));
    Ran ran = croft("graphs");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("no mvn on the PATH").contains("Debian: maven").hasLineCount(1);
  }

  @Test
  void helpNeedsNoBuild() throws Exception {
    Ran ran = croft("help");

    assertThat(ran.out()).contains("  demo ").contains("  test ").contains("  submit ");
    assertThat(mavenCalls()).isZero();
  }

  @Test
  void itsHelpHasEveryVerbOfTheCommand() throws Exception {
    var out = new ByteArrayOutputStream();
    var print = new PrintStream(out, true, UTF_8);
    Main.run(
        new String[] {"help", "--short"},
        new Surroundings(
            Map.of(),
            folder,
            home,
            InputStream.nullInputStream(),
            print,
            print,
            false,
            100,
            InstantSource.system()));

    assertThat(out.toString(UTF_8).lines().filter(line -> line.startsWith("  ")))
        .isNotEmpty()
        .map(line -> line.strip().split(" ", 2)[0])
        .isSubsetOf(List.of(croft("help").out().split("[^a-z]+")));
  }

  @Test
  void javaHomeWinsWhenItIsNewEnough() throws Exception {
    Path chosen = jdk("26", folder.resolve("chosen"));

    assertThat(javaFound(chosen)).isEqualTo(chosen.toString());
  }

  @Test
  void ofTheJavasInTheUsualPlacesTheOldestThatWillDoIsTaken() throws Exception {
    jdk("27", home.resolve(".sdkman/candidates/java/27-open"));
    jdk("17", home.resolve(".sdkman/candidates/java/17-open"));
    Path old = jdk("21", folder.resolve("old"));

    // Other JDKs of the machine that runs this test may be found as well, if they are as old.
    assertThat(javaFound(old)).matches(".*/\\.jdks/jdk-25|/(usr|opt)/.*");
  }

  @Test
  void aJavaWithoutCompilerIsNoJdk() throws Exception {
    Path runtime = jdk("25", folder.resolve("runtime"));
    Files.delete(runtime.resolve("bin/javac"));

    assertThat(javaFound(runtime)).isNotEqualTo(runtime.toString());
  }

  private String javaFound(Path javaHome) throws Exception {
    String script = ". scripts/find-java.sh; find_java 25 jdk && echo \"$java_home\"";
    return run(javaHome, List.of("sh", "-euc", script)).out().strip();
  }

  private Ran croft(String... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(root.resolve("croft").toString()), Stream.of(arguments)).toList();
    return run(home.resolve(".jdks/jdk-25"), command);
  }

  private Ran run(Path javaHome, List<String> command) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("HOME", home.toString());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("CALLS", folder.resolve("calls").toString());
    Process process = builder.start();
    assertThat(process.waitFor(30, SECONDS)).isTrue();
    return new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private long mavenCalls() throws IOException {
    Path calls = folder.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  private void maven(String script) throws IOException {
    Files.writeString(bin.resolve("mvn"), "#!/bin/sh\n" + script);
    executable(bin.resolve("mvn"));
  }

  private static Path jdk(String version, Path at) throws IOException {
    Files.createDirectories(at.resolve("bin"));
    Files.writeString(
        at.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + ".0.1\"\n");
    for (String program : List.of("java", "javac")) {
      executable(Files.writeString(at.resolve("bin/" + program), "#!/bin/sh\n"));
    }
    return at;
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** As if it was written a minute after the build. */
  private static void later(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
  }
}
