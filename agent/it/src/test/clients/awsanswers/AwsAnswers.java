package dev.flowguard.agent.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** Reads answers by the blocking client of the AWS SDK for Java 2. */
final class AwsAnswers implements AnswerReader {
  private final SdkHttpClient client = ApacheHttpClient.create();

  @Override
  public InputStream get(String url) throws IOException {
    HttpExecuteResponse answer = call(url, SdkHttpMethod.GET, null);
    return AnswerReader.opened(
        answer.responseBody().orElseThrow(),
        answer.httpResponse().firstMatchingHeader("Content-Encoding").orElse(null));
  }

  @Override
  public byte[] post(String url, byte[] text) throws IOException {
    return call(url, SdkHttpMethod.POST, text).responseBody().orElseThrow().readAllBytes();
  }

  private HttpExecuteResponse call(String url, SdkHttpMethod method, byte[] text)
      throws IOException {
    SdkHttpFullRequest.Builder head =
        SdkHttpFullRequest.builder().method(method).uri(URI.create(url));
    HttpExecuteRequest.Builder request = HttpExecuteRequest.builder();
    if (text != null) {
      head.putHeader("Content-Type", "application/json")
          .putHeader("Content-Length", Integer.toString(text.length));
      request.contentStreamProvider(() -> new ByteArrayInputStream(text));
    }
    return client.prepareRequest(request.request(head.build()).build()).call();
  }
}
