namespace Scimify.Portal.CommandLine;

/// <summary>A file named on the command line.</summary>
internal static class FilePath
{
    /// <exception cref="VerbException">The text does not name a file.</exception>
    public static string Require(string option, string value)
    {
        if (value.Trim().Length == 0)
        {
            throw new VerbException($"{option} must name a file");
        }

        var path = Path.GetFullPath(value);
        return Directory.Exists(path) || path.EndsWith(Path.DirectorySeparatorChar) ? throw new VerbException($"{option} must name a file, but '{value}' is a folder") : path;
    }

    /// <summary>Turns errors of the file system into messages for whoever named the file.</summary>
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
