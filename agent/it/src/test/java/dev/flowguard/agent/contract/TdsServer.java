package dev.flowguard.agent.contract;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Speaks to the driver of SQL Server as its server does, and has H2 run the statements: the login
 * without encryption, batches of SQL, and calls of {@code sp_executesql}, {@code sp_prepexec} and
 * {@code sp_execute}. All columns are {@code nvarchar(max)}. Source: MS-TDS, sections 2.2.6 (client
 * messages) and 2.2.7 (tokens).
 */
final class TdsServer implements AutoCloseable {
  private static final int PACKET = 4096;
  private static final int HEADER = 8;
  private static final int BATCH = 0x01;
  private static final int CALL = 0x03;
  private static final int LOGIN = 0x10;
  private static final int PRELOGIN = 0x12;
  private static final int ANSWER = 0x04;

  private static final int EXECUTE_SQL = 10;
  private static final int EXECUTE = 12;
  private static final int PREPARE_AND_EXECUTE = 13;

  private static final int INT = 0x26;
  private static final int NVARCHAR = 0xE7;
  private static final int PIECES = 0xFFFF;
  private static final byte[] COLLATION = {0x09, 0x04, (byte) 0xD0, 0, 0x34};
  private static final Pattern PARAMETER = Pattern.compile("@P(\\d+)");

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  private final URLClassLoader loader;
  private final Driver database;

  TdsServer() throws Exception {
    List<URL> jars = new ArrayList<>();
    for (Path jar : Artifacts.resolve(List.of("com.h2database:h2:2.3.232"))) {
      jars.add(jar.toUri().toURL());
    }
    loader = new URLClassLoader(jars.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    database = (Driver) Class.forName("org.h2.Driver", true, loader).getConstructor().newInstance();
    Thread thread = new Thread(this::accept, "tds");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept();
          Connection connection = database.connect("jdbc:h2:mem:tds", new Properties())) {
        new Session(client, connection).run();
      } catch (EOFException e) {
        // the client has closed its connection
      } catch (IOException | SQLException e) {
        if (!socket.isClosed()) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    loader.close();
  }

  /** One connection: a message of the client, then the answer. */
  private static final class Session {
    private final DataInputStream in;
    private final OutputStream out;
    private final Connection connection;
    private final Map<Integer, String> prepared = new HashMap<>();
    private int type;

    Session(Socket client, Connection connection) throws IOException {
      this.in = new DataInputStream(client.getInputStream());
      this.out = client.getOutputStream();
      this.connection = connection;
    }

    void run() throws IOException, SQLException {
      while (true) {
        ByteBuffer message = message();
        switch (type) {
          case PRELOGIN -> send(prelogin());
          case LOGIN -> send(new Tokens().loggedIn());
          case BATCH -> batch(rest(afterHeaders(message)));
          case CALL -> call(afterHeaders(message));
          default -> throw new IOException("no message of type " + type + " is known");
        }
      }
    }

    private ByteBuffer message() throws IOException {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      boolean isLast = false;
      while (!isLast) {
        type = in.readUnsignedByte();
        isLast = (in.readUnsignedByte() & 1) != 0;
        int length = in.readUnsignedShort();
        in.readNBytes(HEADER - 4);
        whole.write(in.readNBytes(length - HEADER));
      }
      return ByteBuffer.wrap(whole.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void send(byte[] answer) throws IOException {
      int most = PACKET - HEADER;
      for (int at = 0; at < answer.length; at += most) {
        int length = Math.min(most, answer.length - at);
        ByteBuffer packet = ByteBuffer.allocate(HEADER + length);
        packet.put((byte) ANSWER).put((byte) (at + length == answer.length ? 1 : 0));
        packet.putShort((short) (HEADER + length)).putInt(0);
        packet.put(answer, at, length);
        out.write(packet.array());
      }
      out.flush();
    }

    /** A version, and that there is no encryption. */
    private static byte[] prelogin() {
      ByteBuffer answer = ByteBuffer.allocate(18);
      answer.put((byte) 0).putShort((short) 11).putShort((short) 6);
      answer.put((byte) 1).putShort((short) 17).putShort((short) 1).put((byte) 0xFF);
      answer.put((byte) 15).put((byte) 0).putShort((short) 4000).putShort((short) 0);
      return answer.put((byte) 2).array();
    }

    private static ByteBuffer afterHeaders(ByteBuffer message) {
      return message.position(message.getInt(0));
    }

    private static String rest(ByteBuffer message) {
      return StandardCharsets.UTF_16LE.decode(message).toString();
    }

    private void batch(String sql) throws IOException {
      Tokens answer = new Tokens();
      String text = sql.trim().toLowerCase(Locale.ROOT);
      try {
        if (text.startsWith("set implicit_transactions")) {
          connection.setAutoCommit(text.endsWith("off"));
          answer.done(0xFD, 0, false);
        } else if (text.startsWith("if @@trancount > 0 rollback")) {
          connection.rollback();
          answer.done(0xFD, 0, false);
        } else if (text.startsWith("if @@trancount > 0 commit")) {
          connection.commit();
          answer.done(0xFD, 0, false);
        } else {
          run(sql, List.of(), answer, 0xFD);
        }
      } catch (SQLException e) {
        answer.failed(e.getMessage());
      }
      send(answer.bytes());
    }

    private void call(ByteBuffer message) throws IOException {
      if (Short.toUnsignedInt(message.getShort()) != 0xFFFF) {
        throw new IOException("procedures are called by number");
      }
      int procedure = message.getShort();
      message.getShort();
      List<String> values = new ArrayList<>();
      while (message.hasRemaining()) {
        values.add(value(message));
      }
      Tokens answer = new Tokens();
      try {
        answer = called(procedure, values, answer);
      } catch (SQLException e) {
        answer.failed(e.getMessage());
      }
      send(answer.bytes());
    }

    private Tokens called(int procedure, List<String> values, Tokens answer)
        throws IOException, SQLException {
      int handle = 0;
      String sql;
      List<String> parameters;
      switch (procedure) {
        case EXECUTE_SQL -> {
          sql = values.get(0);
          parameters = values.size() < 2 ? List.of() : values.subList(2, values.size());
        }
        case PREPARE_AND_EXECUTE -> {
          sql = values.get(2);
          handle = prepared.size() + 1;
          prepared.put(handle, sql);
          parameters = values.subList(3, values.size());
        }
        case EXECUTE -> {
          sql = prepared.get(Integer.valueOf(values.get(0)));
          parameters = values.subList(1, values.size());
        }
        default -> {
          return answer.returned(0);
        }
      }
      run(sql, parameters, answer, 0xFF);
      return answer.returned(handle);
    }

    /** A name, flags, a type and a value: a number or a text. */
    private static String value(ByteBuffer message) throws IOException {
      message.position(
          message.position() + 1 + 2 * Byte.toUnsignedInt(message.get(message.position())));
      message.get();
      int type = Byte.toUnsignedInt(message.get());
      if (type == INT) {
        message.get();
        return message.get() == 0 ? "" : Integer.toString(message.getInt());
      }
      if (type != NVARCHAR) {
        throw new IOException("no value of type " + type + " is known");
      }
      boolean isInPieces = Short.toUnsignedInt(message.getShort()) == PIECES;
      message.position(message.position() + COLLATION.length);
      if (!isInPieces) {
        int length = Short.toUnsignedInt(message.getShort());
        return length == 0xFFFF ? null : text(message, length);
      }
      if (message.getLong() == -1) {
        return null;
      }
      StringBuilder text = new StringBuilder();
      for (int length = message.getInt(); length != 0; length = message.getInt()) {
        text.append(text(message, length));
      }
      return text.toString();
    }

    private static String text(ByteBuffer message, int length) {
      byte[] bytes = new byte[length];
      message.get(bytes);
      return new String(bytes, StandardCharsets.UTF_16LE);
    }

    private void run(String sql, List<String> values, Tokens answer, int done) throws SQLException {
      Matcher names = PARAMETER.matcher(sql);
      List<String> inOrder = new ArrayList<>();
      while (names.find()) {
        inOrder.add(values.get(Integer.parseInt(names.group(1))));
      }
      try (PreparedStatement statement =
          connection.prepareStatement(PARAMETER.matcher(sql).replaceAll("?"))) {
        for (int i = 0; i < inOrder.size(); i++) {
          statement.setString(i + 1, inOrder.get(i));
        }
        if (statement.execute()) {
          try (ResultSet rows = statement.getResultSet()) {
            answer.rows(rows);
            answer.done(done, 0xC1, true);
          }
        } else {
          answer.done(done, 0xC3, true);
        }
      }
    }
  }

  /** An answer. */
  private static final class Tokens {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int count = 1;

    byte[] bytes() {
      return out.toByteArray();
    }

    private Tokens one(int value) {
      out.write(value);
      return this;
    }

    private Tokens two(int value) {
      return one(value & 0xFF).one(value >>> 8 & 0xFF);
    }

    private Tokens four(int value) {
      return two(value & 0xFFFF).two(value >>> 16);
    }

    private Tokens eight(long value) {
      return four((int) value).four((int) (value >>> 32));
    }

    private Tokens text(String text) {
      out.writeBytes(text.getBytes(StandardCharsets.UTF_16LE));
      return this;
    }

    private Tokens shortText(String text) {
      return one(text.length()).text(text);
    }

    private void collation() {
      out.writeBytes(COLLATION);
    }

    byte[] loggedIn() {
      one(0xE3).two(8).one(7).one(COLLATION.length).collation();
      one(0);
      String name = "Microsoft SQL Server";
      one(0xAD).two(10 + 2 * name.length());
      one(1).one(0x74).one(0).one(0).one(4).shortText(name).one(15).one(0).one(0x0F).one(0xA0);
      done(0xFD, 0, false);
      return bytes();
    }

    void rows(ResultSet rows) throws SQLException {
      ResultSetMetaData columns = rows.getMetaData();
      one(0x81).two(columns.getColumnCount());
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        four(0).two(9).one(NVARCHAR).two(PIECES).collation();
        shortText(columns.getColumnLabel(i));
      }
      count = 0;
      while (rows.next()) {
        count++;
        one(0xD1);
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          String value = rows.getString(i);
          if (value == null) {
            eight(-1);
          } else {
            eight(2L * value.length());
            if (!value.isEmpty()) {
              four(2 * value.length()).text(value);
            }
            four(0);
          }
        }
      }
    }

    void done(int token, int command, boolean isCounted) {
      int more = token == 0xFF ? 1 : 0;
      one(token).two(more | (isCounted ? 0x10 : 0)).two(command).eight(isCounted ? count : 0);
    }

    /** The end of a call, with the handle of what it has prepared. */
    Tokens returned(int handle) {
      one(0x79).four(0);
      if (handle != 0) {
        one(0xAC).two(0).one(0).one(1).four(0).two(0).one(INT).one(4).one(4).four(handle);
      }
      done(0xFE, 0xE0, false);
      return this;
    }

    void failed(String message) {
      String text = message.substring(0, Math.min(200, message.length()));
      one(0xAA).two(14 + 2 * text.length() + 2);
      four(208).one(1).one(16).two(text.length()).text(text).one(0).one(0).four(1);
      one(0xFD).two(2).two(0).eight(0);
    }
  }
}
