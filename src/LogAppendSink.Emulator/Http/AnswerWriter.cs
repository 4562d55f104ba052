using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LogAppendSink.Emulator.Http;

/// <summary>Sends an <see cref="Answer"/> with the headers of every OSS response.</summary>
internal static class AnswerWriter
{
    public static async Task WriteAsync(
        HttpContext http, Answer answer, AnswerContext context, TimeSpan slowClientLimit, CancellationToken cancellationToken)
    {
        var response = http.Response;
        var isHead = HttpMethods.IsHead(http.Request.Method);

        response.StatusCode = answer.Status;
        response.Headers.Server = "AliyunOSS";
        response.Headers.Date = HttpDates.Format(context.Now);
        response.Headers[OssHeaders.RequestId] = context.RequestId;
        response.Headers[OssHeaders.ServerTime] = ((long)context.Elapsed.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;

        var document = answer.Document;

        if (answer.Error is { } error)
        {
            document = ErrorDocument(error, context);

            if (error.Ec is not null)
                response.Headers[OssHeaders.ErrorCode] = error.Ec;

            // A HEAD response has no body, so OSS sends the document in a header.
            if (isHead)
                response.Headers[OssHeaders.ErrorDocument] = Convert.ToBase64String(document.Span);
            else
                response.Headers.ContentType = "application/xml";
        }

        if (isHead)
        {
            response.ContentLength = answer.ContentLength;
            return;
        }

        if (answer.Status is 204 or 304)
            return;

        response.ContentLength = answer.Content?.LengthBytes ?? document.Length;

        if (answer.Content is not null)
            await answer.Content.CopyToAsync(response.Body, slowClientLimit, cancellationToken).ConfigureAwait(false);
        else
            await response.Body.WriteAsync(document, cancellationToken).ConfigureAwait(false);
    }

    public static string StatusText(Answer answer) => answer.Status.ToString(CultureInfo.InvariantCulture);

    private static byte[] ErrorDocument(OssError error, AnswerContext context) => XmlDocuments.Write("Error", xml =>
    {
        xml.WriteElementString("Code", error.Code);
        xml.WriteElementString("Message", error.Message);
        xml.WriteElementString("RequestId", context.RequestId);
        xml.WriteElementString("HostId", context.HostId);

        foreach (var (name, value) in error.Elements)
            xml.WriteElementString(name, value);

        if (error.Ec is null)
            return;

        xml.WriteElementString("EC", error.Ec);
        xml.WriteElementString("RecommendDoc", $"https://api.aliyun.com/troubleshoot?q={error.Ec}");
    });
}
