using System.Globalization;

namespace LogAppendSink.Spool;

/// <summary>A later release wrote the spool, in a format that this release must not change.</summary>
internal sealed class SpoolFormatException(string message) : Exception(message)
{
    internal static void ThrowIfNewer(uint version, uint known, string path)
    {
        if (version > known)
        {
            throw new SpoolFormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' has spool format {version}; this release knows up to {known}. ")
                + "Deliver its events with the release that wrote it, or update this one.");
        }
    }
}
