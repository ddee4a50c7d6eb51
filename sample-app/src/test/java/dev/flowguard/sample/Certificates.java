package dev.flowguard.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A throw-away authority and a certificate for the stand-ins, made with the JDK's keytool. */
record Certificates(Path keyStore, Path trustStore) {
  static final String PASSWORD = "demo-only";

  static Certificates make(Path folder, List<String> hosts)
      throws IOException, InterruptedException {
    Path authority = folder.resolve("authority.p12");
    Path server = folder.resolve("server.p12");
    Path trust = folder.resolve("trust.p12");
    Path request = folder.resolve("server.csr");
    Path signed = folder.resolve("server.crt");
    Path root = folder.resolve("authority.crt");
    for (Path old : List.of(authority, server, trust, request, signed, root)) {
      Files.deleteIfExists(old);
    }
    String names = "san=dns:" + String.join(",dns:", hosts);
    keytool(
        authority,
        "-genkeypair",
        "-alias",
        "authority",
        "-keyalg",
        "EC",
        "-dname",
        "CN=Demo authority",
        "-ext",
        "bc:c",
        "-validity",
        "2");
    keytool(authority, "-exportcert", "-alias", "authority", "-rfc", "-file", root.toString());
    keytool(
        server,
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=Demo stand-ins",
        "-validity",
        "2");
    keytool(server, "-certreq", "-alias", "server", "-file", request.toString());
    keytool(
        authority,
        "-gencert",
        "-alias",
        "authority",
        "-rfc",
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString(),
        "-ext",
        names,
        "-validity",
        "2");
    keytool(server, "-importcert", "-alias", "authority", "-noprompt", "-file", root.toString());
    keytool(server, "-importcert", "-alias", "server", "-noprompt", "-file", signed.toString());
    keytool(trust, "-importcert", "-alias", "authority", "-noprompt", "-file", root.toString());
    return new Certificates(server, trust);
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD, "-J-XX:TieredStopAtLevel=1"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool failed: " + output);
    }
  }
}
