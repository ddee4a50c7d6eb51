package dev.flowguard.agent.gates.apache4async;

import java.io.IOException;
import org.apache.http.HttpException;
import org.apache.http.impl.nio.DefaultNHttpClientConnection;
import org.apache.http.nio.ContentDecoder;
import org.apache.http.nio.ContentEncoder;
import org.apache.http.nio.NHttpClientConnection;
import org.apache.http.nio.NHttpClientEventHandler;

/** Replaces the client where a connection asks what to write: the held bytes answer. */
final class Replay implements NHttpClientEventHandler {
  private final Exchange exchange;
  private final NHttpClientEventHandler client;

  Replay(Exchange exchange, NHttpClientEventHandler client) {
    this.exchange = exchange;
    this.client = client;
  }

  @Override
  public void requestReady(NHttpClientConnection connection) throws IOException, HttpException {
    if (connection instanceof DefaultNHttpClientConnection conn) {
      exchange.replayHead(conn);
    }
  }

  @Override
  public void outputReady(NHttpClientConnection connection, ContentEncoder encoder)
      throws IOException, HttpException {
    if (encoder instanceof Recorder) {
      client.outputReady(connection, encoder);
    } else if (connection instanceof DefaultNHttpClientConnection conn) {
      exchange.replayTurn(conn, encoder);
    }
  }

  @Override
  public void connected(NHttpClientConnection connection, Object attachment)
      throws IOException, HttpException {
    client.connected(connection, attachment);
  }

  @Override
  public void responseReceived(NHttpClientConnection connection) throws IOException, HttpException {
    client.responseReceived(connection);
  }

  @Override
  public void inputReady(NHttpClientConnection connection, ContentDecoder decoder)
      throws IOException, HttpException {
    client.inputReady(connection, decoder);
  }

  @Override
  public void endOfInput(NHttpClientConnection connection) throws IOException {
    client.endOfInput(connection);
  }

  @Override
  public void timeout(NHttpClientConnection connection) throws IOException, HttpException {
    client.timeout(connection);
  }

  @Override
  public void closed(NHttpClientConnection connection) {
    client.closed(connection);
  }

  @Override
  public void exception(NHttpClientConnection connection, Exception failure) {
    client.exception(connection, failure);
  }
}
