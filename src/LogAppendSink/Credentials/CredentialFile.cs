using System.Text;

namespace LogAppendSink.Credentials;

/// <summary>Reads small files that other programs write.</summary>
internal static class CredentialFile
{
    /// <exception cref="IOException">The file does not exist, cannot be read, or is larger than <paramref name="bytesMax"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    internal static async ValueTask<string> ReadAsync(string path, int bytesMax, CancellationToken cancellationToken)
    {
        var file = new FileStream(
            path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous });
        await using (file.ConfigureAwait(false))
        {
            var bytes = new byte[bytesMax + 1];
            var count = await file.ReadAtLeastAsync(
                bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return count <= bytesMax
                ? Encoding.UTF8.GetString(bytes, 0, count).TrimStart('\uFEFF')
                : throw new IOException($"'{path}' is larger than {bytesMax} bytes.");
        }
    }
}
