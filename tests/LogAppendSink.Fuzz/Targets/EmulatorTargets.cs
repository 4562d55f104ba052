using System.Text;
using LogAppendSink.Emulator.Access;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Operations;
using LogAppendSink.Emulator.Signing;
using static LogAppendSink.Fuzz.FuzzTargets;

namespace LogAppendSink.Fuzz.Targets;

/// <summary>What a client may send to the emulator.</summary>
internal static class EmulatorTargets
{
    internal static IReadOnlyList<FuzzTarget> All =>
    [
        new("request-target", Texts("/logs/a%20b.clef?append&position=7&x-oss-meta-a=%E4%BD%A0", "http://host/logs/k?uploads", "*"), Texts("%", "%2", "%zz", "%ff", "&", "=", "?", "/", "//", "..", "+"), ReadTarget),
        new("authorization", Texts("OSS4-HMAC-SHA256 Credential=id/20260301/cn-hangzhou/oss/aliyun_v4_request,AdditionalHeaders=host;range,Signature=abcdef0123456789"), Texts(",", "=", "/", ";", "Credential=", "Signature=", " "), bytes => ReadAuthorization(Encoding.UTF8.GetString(bytes))),
        new("document", Texts("<?xml version=\"1.0\"?><Delete><Quiet>true</Quiet><Object><Key>a&#1;b</Key></Object></Delete>", "<Delete xmlns=\"x\"><Object><Key><![CDATA[a<b]]></Key></Object></Delete>"), Texts("<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "&#", ";", "\u0001", "<!DOCTYPE a>", "<Key>"), ReadDocument),
        new("range", Texts("bytes=0-99", "bytes=-5", "bytes=10-", "bytes=0-1,5-7"), Texts("bytes=", "-", ",", "9223372036854775807", "18446744073709551616", " "), ReadRange),
        new("policy", Texts("""{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:PutObject","oss:Get*"],"Resource":"acs:oss:*:*:logs/app/*"},{"Effect":"Deny","Action":"*","Resource":["*"]}]}"""), Texts("{", "}", "[", "]", "\"", "*", "**", "?", "null", "1"), ReadPolicy),
    ];

    private static void ReadTarget(byte[] bytes) => Expect<OssErrorException>(() =>
    {
        var target = RequestTarget.Parse(Encoding.Latin1.GetString(bytes));
        target.CheckEncoding();
        _ = target["position"];
        _ = V4Authorization.Parse(target);
    });

    /// <summary>With its scheme: by that the verifier knows it.</summary>
    private static void ReadAuthorization(string header) => Expect<OssErrorException>(() =>
        V4Authorization.Parse(header.StartsWith(V4Authorization.Scheme, StringComparison.Ordinal) ? header : $"{V4Authorization.Scheme} {header}"));

    private static void ReadDocument(byte[] bytes) => Expect<OssErrorException>(() => XmlBody.Parse(bytes, "Delete"));

    private static void ReadRange(byte[] bytes)
    {
        const long length = 1_000;
        foreach (var isStandard in new[] { true, false })
        {
            var range = RequestedRange.Resolve(Encoding.UTF8.GetString(bytes), isStandard, length);
            if (range.Kind != default && (range.FirstByte < 0 || range.LengthBytes < 0 || range.FirstByte + range.LengthBytes > length))
                throw new InvalidOperationException($"The range {range} is not within {length} bytes.");
        }
    }

    private static void ReadPolicy(byte[] bytes) => Expect<FormatException>(() =>
        _ = RamPolicy.Parse(Encoding.UTF8.GetString(bytes)).Allows("oss:PutObject", "acs:oss:*:*:logs/app/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));

    private static void Expect<T>(Action action) where T : Exception
    {
        try
        {
            action();
        }
        catch (T)
        {
            // As documented.
        }
    }
}
