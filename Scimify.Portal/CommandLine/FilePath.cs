namespace Scimify.Portal.CommandLine;

/// <summary>A file that was named on the command line.</summary>
internal static class FilePath
{
    /// <exception cref="VerbException">It names no file.</exception>
    public static string Require(string option, string value)
    {
        if (value.Trim().Length == 0)
        {
            throw new VerbException($"{option} must name a file");
        }

        var path = Path.GetFullPath(value);
        return Directory.Exists(path) || path.EndsWith(Path.DirectorySeparatorChar) ? throw new VerbException($"{option} must name a file, but '{value}' is a folder") : path;
    }

    /// <summary>What the file system refuses is for whoever named the file.</summary>
    public static async Task<T> GuardAsync<T>(string path, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new VerbException($"{path}: {e.Message}");
        }
    }
}
