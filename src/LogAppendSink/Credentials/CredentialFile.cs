using System.Text;

namespace LogAppendSink.Credentials;

/// <summary>Reads small files that others write.</summary>
internal static class CredentialFile
{
    /// <exception cref="IOException">It is not there, cannot be read, or is larger than <paramref name="bytesMax"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static async ValueTask<string> ReadAsync(string path, int bytesMax, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous });
        await using (file.ConfigureAwait(false))
        {
            var bytes = new byte[bytesMax + 1];
            var count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return count <= bytesMax
                ? Encoding.UTF8.GetString(bytes, 0, count).TrimStart('\uFEFF')
                : throw new IOException($"'{path}' is larger than {bytesMax} bytes.");
        }
    }
}
