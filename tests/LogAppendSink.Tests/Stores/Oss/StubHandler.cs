using System.Globalization;
using System.Net;
using System.Text;
using LogAppendSink.TestSupport;

namespace LogAppendSink.Tests.Stores.Oss;

/// <summary>Responds to requests from a script, and records them.</summary>
internal sealed class StubHandler : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    private readonly Queue<Exception> _unsent = new();

    internal List<SentRequest> Sent { get; } = [];

    /// <summary>Completes when a request has arrived that gets no response.</summary>
    internal TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Adds a response. Headers have the form <c>Name: value</c>.</summary>
    internal StubHandler Answer(int status, HttpContent? content, params string[] headers)
    {
        _answers.Enqueue(_ =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = content ?? new ByteArrayContent([]) };
            foreach (var header in headers.Select(text => text.Split(": ", 2)))
            {
                if (!response.Headers.TryAddWithoutValidation(header[0], header[1]))
                    response.Content.Headers.TryAddWithoutValidation(header[0], header[1]);
            }

            return Task.FromResult(response);
        });
        return this;
    }

    internal StubHandler Answer(int status, params string[] headers) => Answer(status, content: null, headers);

    internal StubHandler AnswerError(int status, string? code, string message = "Some words.", string extra = "", params string[] headers) =>
        Answer(status, code is null ? new StringContent("<html>Who knows.</html>") : new StringContent(Xml(code, message, extra)), headers);

    /// <summary>Adds an error in the format for HEAD: no body, the XML in a header.</summary>
    internal StubHandler AnswerHeadError(int status, string code, string extra = "") =>
        Answer(status, $"x-oss-err: {Convert.ToBase64String(Encoding.UTF8.GetBytes(Xml(code, "Some words.", extra)))}");

    /// <summary>Makes the next request fail after it was sent.</summary>
    internal StubHandler Fail(Exception exception)
    {
        _answers.Enqueue(_ => Task.FromException<HttpResponseMessage>(exception));
        return this;
    }

    /// <summary>Makes the next request fail before its body is read. The request is not recorded as sent.</summary>
    internal StubHandler FailUnsent(Exception exception)
    {
        _unsent.Enqueue(exception);
        return this;
    }

    internal StubHandler Hang()
    {
        _answers.Enqueue(async cancellationToken =>
        {
            Hanging.SetResult();
            await new ManualTimeProvider().DelayAsync(TimeSpan.FromDays(1), cancellationToken); // This clock never moves.
            throw new InvalidOperationException("Only its cancellation ends this wait.");
        });
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_unsent.TryDequeue(out var failure))
            throw failure;

        var headers = request.Headers.NonValidated.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        byte[]? body = null;
        if (request.Content is { } content)
        {
            body = await content.ReadAsByteArrayAsync(cancellationToken);
            foreach (var (name, values) in content.Headers.NonValidated)
                headers[name] = values.ToString();
            headers["Content-Length"] = content.Headers.ContentLength!.Value.ToString(CultureInfo.InvariantCulture);
        }

        Sent.Add(new SentRequest(request.Method.Method, request.RequestUri!.OriginalString, headers, body));
        return await _answers.Dequeue()(cancellationToken);
    }

    private static string Xml(string code, string message, string extra) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Error>
          <Code>{code}</Code>
          <Message>{message}</Message>
          <RequestId>5C3D8D2A0ACA54D87B43</RequestId>
          <HostId>acme-logs.oss-cn-hangzhou.aliyuncs.com</HostId>{extra}
        </Error>
        """;
}
