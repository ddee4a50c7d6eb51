package com.mirage;

import com.openai.errors.OpenAIException;
import com.stripe.exception.StripeException;
import java.io.IOException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.RestClientException;

/** A request to another service that failed, or was stopped, is a 502 that says why. */
@RestControllerAdvice
class UpstreamFailures {
  @ExceptionHandler({
    IOException.class,
    OpenAIException.class,
    RestClientException.class,
    StripeException.class
  })
  ProblemDetail failed(Exception e) {
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.BAD_GATEWAY, NestedExceptionUtils.getMostSpecificCause(e).getMessage());
  }
}
