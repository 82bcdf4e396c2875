using System.Globalization;
using System.Text;
using QRCoder;

namespace Scimify.Portal.Shared.Factors;

/// <summary>A QR code as the path of an SVG picture, in which each module is one unit wide.</summary>
/// <param name="Path">The dark modules.</param>
/// <param name="Size">Of the edge, with the quiet zone (ISO/IEC 18004 section 5.3.8).</param>
public sealed record QrPicture(string Path, int Size)
{
    public static QrPicture Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Count; x++)
            {
                if (rows[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return new QrPicture(path.ToString(), rows.Count);
    }
}
