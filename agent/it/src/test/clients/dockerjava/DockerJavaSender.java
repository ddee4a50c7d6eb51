package dev.flowguard.agent.contract;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayInputStream;
import java.net.URI;

/** The transport of docker-java that carries Apache HttpClient 5 in it. */
final class DockerJavaSender implements Sender {
  @Override
  public int send(Request request) throws Exception {
    URI url = URI.create(request.url());
    URI host = URI.create("tcp://" + url.getAuthority());
    try (DockerHttpClient client = new ZerodepDockerHttpClient.Builder().dockerHost(host).build();
        DockerHttpClient.Response response = client.execute(request(url, request))) {
      response.getBody().readAllBytes();
      return response.getStatusCode();
    }
  }

  private static DockerHttpClient.Request request(URI url, Request request) {
    return DockerHttpClient.Request.builder()
        .method(DockerHttpClient.Request.Method.valueOf(request.method()))
        .path(url.getRawPath())
        .putAllHeaders(request.headers())
        .body(new ByteArrayInputStream(request.body()))
        .build();
  }

  @Override
  public int sendLater(Request request) {
    throw new UnsupportedOperationException("this client always waits");
  }
}
