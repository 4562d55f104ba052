using System.Globalization;

namespace LogAppendSink.Spool;

/// <summary>A spool was written by a later release, in a format that this one must not touch.</summary>
internal sealed class SpoolFormatException(string message) : Exception(message)
{
    internal static void ThrowIfNewer(uint version, uint known, string path)
    {
        if (version > known)
        {
            throw new SpoolFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' has spool format {version}; this release knows up to {known}. Use the release that wrote it to deliver what it holds, or update this one."));
        }
    }
}
