package dev.flowguard.agent.contract;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.encoding.DecodingClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Reads answers by Armeria, which asks for gzip and takes it off itself. */
final class ArmeriaAnswers implements AnswerReader {
  private final WebClient client =
      WebClient.builder()
          .factory(
              ClientFactory.builder()
                  .addressResolverGroupFactory(group -> DefaultAddressResolverGroup.INSTANCE)
                  .useHttp2Preface(!Boolean.getBoolean("contract.upgrade"))
                  .build())
          .responseTimeoutMillis(60_000)
          .decorator(DecodingClient.newDecorator())
          .build();

  private static String url(String url) {
    return (Sender.isHttp2() ? "h2c" : "h1c") + url.substring(url.indexOf(':'));
  }

  @Override
  public InputStream get(String url) {
    ArrivingBody body = new ArrivingBody();
    HttpResponse answer = client.get(url(url));
    body.whenClosed(answer::abort);
    answer.subscribe(
        new Subscriber<HttpObject>() {
          @Override
          public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(HttpObject piece) {
            if (piece instanceof HttpData) {
              body.add(((HttpData) piece).array());
            }
          }

          @Override
          public void onError(Throwable failure) {
            body.fail(failure);
          }

          @Override
          public void onComplete() {
            body.end();
          }
        });
    return body;
  }

  @Override
  public byte[] post(String url, byte[] text) throws Exception {
    RequestHeaders head =
        RequestHeaders.builder(HttpMethod.POST, url(url)).contentType(MediaType.JSON).build();
    return client
        .execute(HttpRequest.of(head, HttpData.wrap(text)))
        .aggregate()
        .get(20, TimeUnit.SECONDS)
        .content()
        .array();
  }
}
