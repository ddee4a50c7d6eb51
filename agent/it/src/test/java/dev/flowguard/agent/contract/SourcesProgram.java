package dev.flowguard.agent.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executors;

/**
 * An application that serves requests, asks a service and reads from a database, each on a
 * connection that stays open. For each line, {@code kind URL text}, a text comes in by that way and
 * is sent to the URL, and a line says what became of it.
 */
final class SourcesProgram {
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;
  private final Connection connection;

  /** Header of what the service is to answer. */
  private static final String WANTED = "X-Wanted";

  private SourcesProgram() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          String text = new String(exchange.getRequestBody().readAllBytes());
          String answer = exchange.getRequestHeaders().getFirst(WANTED);
          answer(exchange, answer == null ? Integer.toString(text.length()) : answer);
        });
    server.start();
    connection = DriverManager.getConnection("jdbc:h2:mem:app", "sa", "");
    try (Statement create = connection.createStatement()) {
      create.execute("create table chat_message (id int, content varchar(2000))");
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  public static void main(String[] arguments) throws Exception {
    SourcesProgram program = new SourcesProgram();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", 3);
      try {
        program.comeIn(words[0], words[2]);
        System.out.println(send(words[1], words[2]));
      } catch (Exception e) {
        e.printStackTrace();
        System.out.println(e);
      }
    }
    System.exit(0);
  }

  private void comeIn(String kind, String text) throws Exception {
    switch (kind) {
      case "http-in" -> ask(request("/api/chat").POST(HttpRequest.BodyPublishers.ofString(text)));
      case "exchange" -> ask(request("/v1/chat").header(WANTED, text));
      default -> readRow(text);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
  }

  private void ask(HttpRequest.Builder request) throws Exception {
    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private void readRow(String text) throws SQLException {
    String insert = "insert into chat_message values (1, ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, text);
      statement.execute();
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select content from chat_message")) {
      while (rows.next()) {
        rows.getString(1);
      }
    }
  }

  private static String send(String url, String text) throws IOException {
    try {
      HttpURLConnection to = (HttpURLConnection) URI.create(url).toURL().openConnection();
      to.setRequestProperty("Content-Type", "text/plain");
      to.setDoOutput(true);
      to.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return Integer.toString(to.getResponseCode());
    } catch (IOException e) {
      return e.getClass().getSimpleName();
    }
  }
}
