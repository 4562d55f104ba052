using System.Globalization;
using LogAppendSink.Emulator.Http;
using LogAppendSink.Emulator.Storage;

namespace LogAppendSink.Emulator.Operations;

/// <summary>GetObject, including ranges. Conditions are checked before the range.</summary>
internal sealed class GetObject : IObjectOperation
{
    // Query parameter → header it replaces.
    private static readonly (string Parameter, string Header)[] Overrides =
    [
        ("response-content-type", "Content-Type"),
        ("response-content-language", "Content-Language"),
        ("response-expires", "Expires"),
        ("response-cache-control", "Cache-Control"),
        ("response-content-disposition", "Content-Disposition"),
        ("response-content-encoding", "Content-Encoding"),
    ];

    public Task<Answer> Execute_NeedsLock(OssRequest request, BucketStore bucket, StoredObject? current)
    {
        if (current is null)
            throw OssErrors.NoSuchKey(request.Address.Key ?? "").ToException();

        // The emulator does not restore archived objects.
        if (current.Attributes.StorageClass is not ("Standard" or "IA"))
            throw OssErrors.InvalidObjectState().ToException();

        if (ReadConditions.Check(request, current) is { } notModified)
            return Task.FromResult(notModified);

        var isStandard = request[OssHeaders.RangeBehavior] == "standard";
        var range = RequestedRange.Resolve(request["Range"], isStandard, current.LengthBytes);

        if (range.Kind == RequestedRangeKind.NotSatisfiable)
            throw OssErrors.InvalidRange().ToException();

        var overrides = CheckedOverrides(request);
        var isPart = range.Kind == RequestedRangeKind.Part;
        var answer = new Answer(isPart ? 206 : 200)
        {
            Content = bucket.OpenContent_NeedsLock(current, range.FirstByte, range.LengthBytes),
        };

        ObjectHeaders.Describe(current, answer);

        if (isPart)
        {
            answer.Headers["Content-Range"] = string.Create(
                CultureInfo.InvariantCulture, $"bytes {range.FirstByte}-{range.FirstByte + range.LengthBytes - 1}/{current.LengthBytes}");
        }

        foreach (var (header, value) in overrides)
            answer.Headers[header] = value;

        return Task.FromResult(answer);
    }

    // Checked before a file is opened that an error would leave open.
    private static List<(string Header, string Value)> CheckedOverrides(OssRequest request)
    {
        var overrides = new List<(string Header, string Value)>();

        foreach (var (parameter, header) in Overrides)
        {
            if (request.Target[parameter] is not { } value)
                continue;

            if (request.AccessKeyId is null)
                throw OssErrors.InvalidArgument($"{parameter} is for signed requests only.").ToException();

            if (value.Any(char.IsControl))
                throw OssErrors.InvalidArgument($"Argument {parameter} is invalid.").WithElement("ArgumentName", parameter).ToException();

            overrides.Add((header, value));
        }

        return overrides;
    }
}
