// SPDX-License-Identifier: MIT
// Made by web/generate.js from the engine's own tables: change those, then run it again.

/** @import { EntrySettings, Keyframes, SecondInput } from '../types.js' */

/**
 * Changes brightness, contrast, saturation, gamma and hue.
 *
 * @typedef {object} AdjustEntry
 * @property {'adjust'} filter
 * @property {number | Keyframes<number>} [brightness] Added to luma, where 1 is the step from black to white. -1 to 1, default 0
 * @property {number | Keyframes<number>} [contrast] Factor for luma about middle grey. 0 to 4, default 1
 * @property {number | Keyframes<number>} [saturation] Factor for chroma; 0 gives black and white. 0 to 4, default 1
 * @property {number | Keyframes<number>} [gamma] Luma is raised to 1 / gamma; above 1 lightens the middle. 0.1 to 10, default 1
 * @property {number | Keyframes<number>} [hue] Angle by which chroma is turned. degrees, -180 to 180, default 0
 */

/**
 * The colour functions of CSS filters, with their names and meaning.
 *
 * @typedef {object} CssEntry
 * @property {'css'} filter
 * @property {number | Keyframes<number>} [brightness] Factor for all colours. 0 to 10, default 1
 * @property {number | Keyframes<number>} [contrast] Factor for colours about middle grey. 0 to 10, default 1
 * @property {number | Keyframes<number>} [saturate] Factor for the distance from grey. 0 to 10, default 1
 * @property {number | Keyframes<number>} [hue_rotate] Angle by which hues are turned. degrees, -360 to 360, default 0
 * @property {number | Keyframes<number>} [grayscale] How much of the colour is taken away. 0 to 1, default 0
 * @property {number | Keyframes<number>} [sepia] How much of the picture becomes brown. 0 to 1, default 0
 * @property {number | Keyframes<number>} [invert] How much of the picture becomes its negative. 0 to 1, default 0
 */

/**
 * More or less light, as a lens lets in.
 *
 * @typedef {object} ExposureEntry
 * @property {'exposure'} filter
 * @property {number | Keyframes<number>} [stops] Doublings of light; below 0 the picture gets darker. -8 to 8, default 0
 */

/**
 * Makes the light of a scene white.
 *
 * @typedef {object} WhiteBalanceEntry
 * @property {'white_balance'} filter
 * @property {number | Keyframes<number>} [kelvin] Colour temperature, in kelvin, of the light that is to look white; higher is warmer. 2000 to 15000, default 6500
 * @property {number | Keyframes<number>} [tint] Above 0 takes green away, below 0 magenta. -150 to 150, default 0
 */

/**
 * Moves black, white and the middle between them.
 *
 * @typedef {object} LevelsEntry
 * @property {'levels'} filter
 * @property {number | Keyframes<number>} [in_black] What becomes black. 0 to 1, default 0
 * @property {number | Keyframes<number>} [in_white] What becomes white. 0 to 1, default 1
 * @property {number | Keyframes<number>} [gamma] Above 1 brightens middle tones. 0.1 to 10, default 1
 * @property {number | Keyframes<number>} [out_black] What black becomes. 0 to 1, default 0
 * @property {number | Keyframes<number>} [out_white] What white becomes. 0 to 1, default 1
 * @property {'all' | 'red' | 'green' | 'blue' | Keyframes<'all' | 'red' | 'green' | 'blue'>} [channel] Which channels change. default 'all'
 */

/**
 * Tones moved along smooth curves through points.
 *
 * @typedef {object} CurvesEntry
 * @property {'curves'} filter
 * @property {number[] | Keyframes<number[]>} [master] Points of the curve of all channels: x, y, x, y, ... 4 to 128 numbers, 0 to 1, default [0, 0, 1, 1]
 * @property {number[] | Keyframes<number[]>} [red] Points of the curve of red. 4 to 128 numbers, 0 to 1, default [0, 0, 1, 1]
 * @property {number[] | Keyframes<number[]>} [green] Points of the curve of green. 4 to 128 numbers, 0 to 1, default [0, 0, 1, 1]
 * @property {number[] | Keyframes<number[]>} [blue] Points of the curve of blue. 4 to 128 numbers, 0 to 1, default [0, 0, 1, 1]
 */

/**
 * Colours of shadows, middle tones and highlights, or an ASC CDL.
 *
 * @typedef {object} ColorWheelsEntry
 * @property {'color_wheels'} filter
 * @property {number | Keyframes<number>} [lift_red] Raises red most where it is dark. -1 to 1, default 0
 * @property {number | Keyframes<number>} [lift_green] Raises green most where it is dark. -1 to 1, default 0
 * @property {number | Keyframes<number>} [lift_blue] Raises blue most where it is dark. -1 to 1, default 0
 * @property {number | Keyframes<number>} [gamma_red] Brightens the middle of red. 0.1 to 4, default 1
 * @property {number | Keyframes<number>} [gamma_green] Brightens the middle of green. 0.1 to 4, default 1
 * @property {number | Keyframes<number>} [gamma_blue] Brightens the middle of blue. 0.1 to 4, default 1
 * @property {number | Keyframes<number>} [gain_red] Raises red most where it is light. 0 to 4, default 1
 * @property {number | Keyframes<number>} [gain_green] Raises green most where it is light. 0 to 4, default 1
 * @property {number | Keyframes<number>} [gain_blue] Raises blue most where it is light. 0 to 4, default 1
 * @property {number | Keyframes<number>} [saturation] 0 is grey. 0 to 4, default 1
 * @property {'lift_gamma_gain' | 'asc_cdl' | Keyframes<'lift_gamma_gain' | 'asc_cdl'>} [method] Lift, gamma and gain, or slope, offset and power of an ASC CDL; saturation is of both. default 'lift_gamma_gain'
 * @property {number | Keyframes<number>} [slope_red] Factor of red, of an ASC CDL. 0 to 4, default 1
 * @property {number | Keyframes<number>} [slope_green] Factor of green, of an ASC CDL. 0 to 4, default 1
 * @property {number | Keyframes<number>} [slope_blue] Factor of blue, of an ASC CDL. 0 to 4, default 1
 * @property {number | Keyframes<number>} [offset_red] Added to red, of an ASC CDL. -1 to 1, default 0
 * @property {number | Keyframes<number>} [offset_green] Added to green, of an ASC CDL. -1 to 1, default 0
 * @property {number | Keyframes<number>} [offset_blue] Added to blue, of an ASC CDL. -1 to 1, default 0
 * @property {number | Keyframes<number>} [power_red] Exponent of red, of an ASC CDL; above 1 darkens. 0.1 to 4, default 1
 * @property {number | Keyframes<number>} [power_green] Exponent of green, of an ASC CDL. 0.1 to 4, default 1
 * @property {number | Keyframes<number>} [power_blue] Exponent of blue, of an ASC CDL. 0.1 to 4, default 1
 */

/**
 * Colours looked up in a table, as a .cube file has it.
 *
 * @typedef {object} Lut3dEntry
 * @property {'lut3d'} filter
 * @property {string} [table] The text of a .cube file. Default none
 */

/**
 * Red, green and blue made of each other.
 *
 * @typedef {object} ChannelMixerEntry
 * @property {'channel_mixer'} filter
 * @property {number | Keyframes<number>} [red_red] What the second counts in the first. -2 to 2, default 1
 * @property {number | Keyframes<number>} [red_green] What the second counts in the first. -2 to 2, default 0
 * @property {number | Keyframes<number>} [red_blue] What the second counts in the first. -2 to 2, default 0
 * @property {number | Keyframes<number>} [red_offset] Added to the channel. -1 to 1, default 0
 * @property {number | Keyframes<number>} [green_red] What the second counts in the first. -2 to 2, default 0
 * @property {number | Keyframes<number>} [green_green] What the second counts in the first. -2 to 2, default 1
 * @property {number | Keyframes<number>} [green_blue] What the second counts in the first. -2 to 2, default 0
 * @property {number | Keyframes<number>} [green_offset] Added to the channel. -1 to 1, default 0
 * @property {number | Keyframes<number>} [blue_red] What the second counts in the first. -2 to 2, default 0
 * @property {number | Keyframes<number>} [blue_green] What the second counts in the first. -2 to 2, default 0
 * @property {number | Keyframes<number>} [blue_blue] What the second counts in the first. -2 to 2, default 1
 * @property {number | Keyframes<number>} [blue_offset] Added to the channel. -1 to 1, default 0
 */

/**
 * Makes dull colours vivid and leaves vivid ones.
 *
 * @typedef {object} VibranceEntry
 * @property {'vibrance'} filter
 * @property {number | Keyframes<number>} [amount] How much dull colours gain, or vivid ones lose where it is below 0. -1 to 2, default 0
 */

/**
 * Lightens or darkens dark and bright parts, each for itself.
 *
 * @typedef {object} ShadowsHighlightsEntry
 * @property {'shadows_highlights'} filter
 * @property {number | Keyframes<number>} [shadows] How much dark parts are lifted, or lowered where it is below 0. -1 to 1, default 0
 * @property {number | Keyframes<number>} [highlights] How much bright parts are lifted, or lowered where it is below 0. -1 to 1, default 0
 */

/**
 * Black below a level of brightness, white above.
 *
 * @typedef {object} ThresholdEntry
 * @property {'threshold'} filter
 * @property {number | Keyframes<number>} [level] What is as bright or brighter becomes white. 0 to 1, default 0.5
 * @property {number | Keyframes<number>} [softness] Width of the ramp from black to white. 0 to 1, default 0
 * @property {'luma' | 'channels' | Keyframes<'luma' | 'channels'>} [of] Whether luma is compared, or red, green and blue each for itself. default 'luma'
 */

/**
 * Few levels of brightness, as on a printed poster.
 *
 * @typedef {object} PosterizeEntry
 * @property {'posterize'} filter
 * @property {number | Keyframes<number>} [levels] How many levels each channel has. 2 to 64, default 6
 * @property {'channels' | 'luma' | Keyframes<'channels' | 'luma'>} [of] Red, green and blue, or luma alone. default 'channels'
 */

/**
 * Makes SDR of BT.709 from HDR: PQ or HLG.
 *
 * @typedef {object} ToneMapEntry
 * @property {'tone_map'} filter
 * @property {'auto' | 'pq' | 'hlg'} [source] Transfer of the clip; auto: as the clip says, and SDR stays as it is. default 'auto'
 * @property {'bt2390' | 'reinhard' | 'hable' | 'mobius' | 'clip' | Keyframes<'bt2390' | 'reinhard' | 'hable' | 'mobius' | 'clip'>} [method] How bright light is brought to SDR's. default 'bt2390'
 * @property {'clip' | 'desaturate' | Keyframes<'clip' | 'desaturate'>} [gamut] How colours outside BT.709's primaries are brought in. default 'clip'
 * @property {number | Keyframes<number>} [peak] Brightest light of the clip in cd/m2, 203, SDR white, or more; 0: as the clip says. 0 to 10000, default 0
 */

/**
 * Changes matrix, primaries, transfer and range.
 *
 * @typedef {object} ColorspaceEntry
 * @property {'colorspace'} filter
 * @property {'keep' | 'bt709' | 'fcc' | 'bt601' | 'smpte240m' | 'ycgco' | 'bt2020'} [matrix] Matrix of Y'CbCr. default 'keep'
 * @property {'keep' | 'bt709' | 'bt470m' | 'bt470bg' | 'smpte170m' | 'film' | 'bt2020' | 'dci_p3' | 'display_p3'} [primaries] Colours of red, green, blue and white. default 'keep'
 * @property {'keep' | 'bt709' | 'gamma22' | 'gamma28' | 'linear' | 'srgb' | 'pq' | 'hlg'} [transfer] Curve from light to signals. default 'keep'
 * @property {'keep' | 'limited' | 'full'} [range] Codes of black and white. default 'keep'
 * @property {'convert' | 'tag'} [mode] Converts the picture, or only says what its codes are. default 'convert'
 */

/**
 * Blurs the image as an unfocused lens nearly does.
 *
 * @typedef {object} GaussianBlurEntry
 * @property {'gaussian_blur'} filter
 * @property {number | Keyframes<number>} [sigma] Standard deviation of the blur. pixels, 0 to 200, default 2
 */

/**
 * Averages the pixels around, at the same cost for every radius.
 *
 * @typedef {object} BoxBlurEntry
 * @property {'box_blur'} filter
 * @property {number | Keyframes<number>} [radius] Pixels to each side over which is averaged. pixels, 0 to 200, default 5
 * @property {number | Keyframes<number>} [power] How often the mean is taken. 1 to 3, default 2
 */

/**
 * Removes specks and keeps edges: the middle one of the samples around.
 *
 * @typedef {object} MedianEntry
 * @property {'median'} filter
 * @property {number | Keyframes<number>} [radius] Pixels to each side that are looked at. pixels, 0 to 20, default 1
 */

/**
 * Smooths what is nearly flat and keeps edges.
 *
 * @typedef {object} BilateralEntry
 * @property {'bilateral'} filter
 * @property {number | Keyframes<number>} [sigma] Standard deviation of the distance. pixels, 0 to 50, default 8
 * @property {number | Keyframes<number>} [range] Standard deviation of the difference, as a part of black to white. 0.02 to 1, default 0.1
 * @property {'keep' | 'smooth' | Keyframes<'keep' | 'smooth'>} [chroma] Whether chroma is smoothed, too. default 'keep'
 */

/**
 * Adds the detail that a blur takes away.
 *
 * @typedef {object} UnsharpEntry
 * @property {'unsharp'} filter
 * @property {number | Keyframes<number>} [amount] How much of the detail of luma is added; below 0 softens. -2 to 5, default 1
 * @property {number | Keyframes<number>} [chroma_amount] How much of the detail of chroma is added. -2 to 5, default 0
 * @property {number | Keyframes<number>} [radius] Reach of the blur: detail of about this size is sharpened. pixels, 1 to 11, default 2
 */

/**
 * Sharpens soft detail, and less what has contrast already.
 *
 * @typedef {object} CasEntry
 * @property {'cas'} filter
 * @property {number | Keyframes<number>} [sharpness] From the least that the method gives to its most. 0 to 1, default 0.5
 * @property {number | Keyframes<number>} [amount] Part of that; 0 changes nothing. 0 to 1, default 1
 */

/**
 * Draws the edges of the picture on black.
 *
 * @typedef {object} EdgeEntry
 * @property {'edge'} filter
 * @property {'sobel' | 'canny' | Keyframes<'sobel' | 'canny'>} [mode] How steep the picture is, or thin lines along its edges. default 'sobel'
 * @property {number | Keyframes<number>} [scale] Factor for what sobel shows. 0 to 16, default 1
 * @property {number | Keyframes<number>} [low] Steepness from which canny follows an edge, as a part of the range. 0 to 1, default 0.08
 * @property {number | Keyframes<number>} [high] Steepness from which canny begins an edge, as a part of the range. 0 to 1, default 0.2
 * @property {number | Keyframes<number>} [reach] How far canny follows an edge from where it begins. pixels, 1 to 64, default 16
 */

/**
 * Makes a relief of the picture, lit from one side.
 *
 * @typedef {object} EmbossEntry
 * @property {'emboss'} filter
 * @property {number | Keyframes<number>} [angle] Where brightness rises to, clockwise from the right. degrees, -360 to 360, default 45
 * @property {number | Keyframes<number>} [strength] How deep the relief is. 0 to 5, default 1
 * @property {'picture' | 'grey' | Keyframes<'picture' | 'grey'>} [base] What the relief is laid on. default 'picture'
 */

/**
 * Shows the picture as a mosaic of blocks.
 *
 * @typedef {object} PixelateEntry
 * @property {'pixelate'} filter
 * @property {number | Keyframes<number>} [width] Width of a block. pixels, 1 to 1024, default 16
 * @property {number | Keyframes<number>} [height] Height of a block. pixels, 1 to 1024, default 16
 */

/**
 * Smooths the steps that slopes of few codes are cut into.
 *
 * @typedef {object} DebandEntry
 * @property {'deband'} filter
 * @property {number | Keyframes<number>} [threshold] Samples that differ by less, as a part of the range, are smoothed. 0 to 0.5, default 0.02
 * @property {number | Keyframes<number>} [threshold_chroma] The same for chroma. 0 to 0.5, default 0.02
 * @property {number | Keyframes<number>} [range] How far away the samples are that are compared. pixels, 1 to 64, default 16
 * @property {'mean' | 'each' | Keyframes<'mean' | 'each'>} [test] The mean of four samples around, or each of them, which keeps more detail. default 'mean'
 * @property {number | Keyframes<number>} [seed] Chooses other positions. 0 to 65535, default 0
 */

/**
 * Darkens the corners as a lens does, or takes that back.
 *
 * @typedef {object} VignetteEntry
 * @property {'vignette'} filter
 * @property {number | Keyframes<number>} [angle] Of the lens, at the corners: 0 changes nothing, 90 makes them black. degrees, 0 to 90, default 36
 * @property {number | Keyframes<number>} [x] 0 is the left edge, 1 the right one. 0 to 1, default 0.5
 * @property {number | Keyframes<number>} [y] 0 is the top edge, 1 the bottom one. 0 to 1, default 0.5
 * @property {'forward' | 'backward' | Keyframes<'forward' | 'backward'>} [mode] Darkens the corners, or lightens them as much. default 'forward'
 * @property {'none' | 'ordered' | Keyframes<'none' | 'ordered'>} [dither] Hides steps in slow slopes. default 'ordered'
 */

/**
 * Adds noise as of film.
 *
 * @typedef {object} GrainEntry
 * @property {'grain'} filter
 * @property {number | Keyframes<number>} [luma] Standard deviation of the grain, in codes of 8 bits. 0 to 100, default 6
 * @property {number | Keyframes<number>} [chroma] The same for chroma; RGB has grain without colour. 0 to 100, default 2
 * @property {number | Keyframes<number>} [hold] Seconds for which a pattern stays; 0: each frame has its own. 0 to 3600, default 0
 * @property {number | Keyframes<number>} [size] Size of the grains. pixels, 1 to 16, default 1
 * @property {number | Keyframes<number>} [seed] Chooses another pattern. 0 to 65535, default 0
 */

/**
 * Moves red and blue against the picture, or back into place: in RGB their planes, in YUV Cr and Cb, whose luma stays.
 *
 * @typedef {object} ChromaticShiftEntry
 * @property {'chromatic_shift'} filter
 * @property {number | Keyframes<number>} [red_x] How far red is moved to the right. pixels, -255 to 255, default 0
 * @property {number | Keyframes<number>} [red_y] How far red is moved down. pixels, -255 to 255, default 0
 * @property {number | Keyframes<number>} [blue_x] How far blue is moved to the right. pixels, -255 to 255, default 0
 * @property {number | Keyframes<number>} [blue_y] How far blue is moved down. pixels, -255 to 255, default 0
 */

/**
 * Bends the picture as a lens does, or makes it straight again.
 *
 * @typedef {object} LensEntry
 * @property {'lens'} filter
 * @property {number | Keyframes<number>} [k1] By the square of the distance: below 0 makes a barrel straight, above 0 a cushion. -1 to 1, default 0
 * @property {number | Keyframes<number>} [k2] By the fourth power of the distance. -1 to 1, default 0
 * @property {number | Keyframes<number>} [x] 0 is the left edge, 1 the right one. 0 to 1, default 0.5
 * @property {number | Keyframes<number>} [y] 0 is the top edge, 1 the bottom one. 0 to 1, default 0.5
 * @property {'bilinear' | 'bicubic' | Keyframes<'bilinear' | 'bicubic'>} [kernel] From soft to sharp: bilinear, bicubic. default 'bicubic'
 * @property {'transparent' | 'black' | 'clamp' | Keyframes<'transparent' | 'black' | 'clamp'>} [edge] What is shown beyond the picture's edges. default 'black'
 */

/**
 * Changes the size of the image.
 *
 * @typedef {object} ScaleEntry
 * @property {'scale'} filter
 * @property {number} [width] Width of the result; 0 keeps the aspect, to whole samples of chroma. pixels, 0 to 16384, default 0
 * @property {number} [height] Height of the result; 0 keeps the aspect, to whole samples of chroma. pixels, 0 to 16384, default 0
 * @property {'bilinear' | 'bicubic' | 'lanczos' | 'mitchell' | 'area' | Keyframes<'bilinear' | 'bicubic' | 'lanczos' | 'mitchell' | 'area'>} [kernel] From soft to sharp: bilinear, mitchell, bicubic, lanczos; area takes the mean. default 'bicubic'
 * @property {'pixels' | 'picture'} [keep] Where width and height change by different factors: the shape of pixels, so that the picture is stretched, or that of the picture, so that its pixels get another sample aspect ratio. default 'pixels'
 */

/**
 * Keeps a part of the image.
 *
 * @typedef {object} CropEntry
 * @property {'crop'} filter
 * @property {number} [width] Width of the part; 0, or more than there is, is the whole width. pixels, 0 to 16384, default 0
 * @property {number} [height] Height of the part; 0, or more than there is, is the whole height. pixels, 0 to 16384, default 0
 * @property {number | Keyframes<number>} [x] What is cut off at the left; -1: the middle is kept. pixels, -1 to 16384, default -1
 * @property {number | Keyframes<number>} [y] What is cut off at the top; -1: the middle is kept. pixels, -1 to 16384, default -1
 */

/**
 * Puts the image into a larger frame.
 *
 * @typedef {object} PadEntry
 * @property {'pad'} filter
 * @property {number} [width] Width of the frame; less than the image's is the image's. pixels, 0 to 16384, default 0
 * @property {number} [height] Height of the frame; less than the image's is the image's. pixels, 0 to 16384, default 0
 * @property {number} [aspect] Width by height that the frame grows to: 16 / 9, 1; 0: as it is. 0 to 100, default 0
 * @property {number | Keyframes<number>} [x] Width of the bar at the left; -1: the image is centred. pixels, -1 to 16384, default -1
 * @property {number | Keyframes<number>} [y] Height of the bar at the top; -1: the image is centred. pixels, -1 to 16384, default -1
 * @property {number | Keyframes<number>} [red] Red of the frame. 0 to 1, default 0
 * @property {number | Keyframes<number>} [green] Green of the frame. 0 to 1, default 0
 * @property {number | Keyframes<number>} [blue] Blue of the frame. 0 to 1, default 0
 * @property {number | Keyframes<number>} [alpha] How opaque the frame is, where the format has alpha. 0 to 1, default 1
 */

/**
 * Turns the image by quarters, and by any angle.
 *
 * @typedef {object} RotateEntry
 * @property {'rotate'} filter
 * @property {'0' | '90' | '180' | '270'} [turn] Degrees clockwise. default '0'
 * @property {number | Keyframes<number>} [angle] Turned further, clockwise, about the middle. degrees, -3600 to 3600, default 0
 * @property {'bilinear' | 'bicubic' | Keyframes<'bilinear' | 'bicubic'>} [kernel] For angles, from soft to sharp: bilinear, bicubic. default 'bicubic'
 * @property {'transparent' | 'black' | 'clamp' | Keyframes<'transparent' | 'black' | 'clamp'>} [edge] What is shown beyond the image's edges. default 'transparent'
 * @property {'keep' | 'grow'} [size] For angles: the frame stays, and cuts corners off, or grows to hold them. default 'keep'
 */

/**
 * Mirrors the image.
 *
 * @typedef {object} FlipEntry
 * @property {'flip'} filter
 * @property {'horizontal' | 'vertical'} [direction] Which sides change places. default 'horizontal'
 */

/**
 * Evens out noise in time and space, and keeps edges and movement.
 *
 * @typedef {object} DenoiseEntry
 * @property {'denoise'} filter
 * @property {number | Keyframes<number>} [luma_spatial] Differences of neighbours in luma up to this, in codes at 8 bits, are evened out. 0 to 30, default 4
 * @property {number | Keyframes<number>} [chroma_spatial] The same of chroma. 0 to 30, default 3
 * @property {number | Keyframes<number>} [luma_temporal] Differences from frame to frame in luma up to about this are evened out. 0 to 33, default 6
 * @property {number | Keyframes<number>} [chroma_temporal] The same of chroma. 0 to 33, default 4.5
 */

/**
 * Averages each sample with those around it that have like surroundings.
 *
 * @typedef {object} NlmeansEntry
 * @property {'nlmeans'} filter
 * @property {number | Keyframes<number>} [strength] How different patches may be and still count: 10 times this is where they count 1/e. 1 to 30, default 1
 * @property {number | Keyframes<number>} [patch] Size of the patches compared; odd. pixels, 1 to 15, default 7
 * @property {number | Keyframes<number>} [research] Size of the square that samples are taken from; odd, 1 takes none. pixels, 1 to 21, default 15
 * @property {number | Keyframes<number>} [chroma_patch] The same for chroma, in its samples; 0: as in luma. 0 to 15, default 0
 * @property {number | Keyframes<number>} [chroma_research] The same for chroma, in its samples; 0: as in luma. 0 to 21, default 0
 */

/**
 * Makes whole frames from interlaced fields.
 *
 * @typedef {object} DeinterlaceEntry
 * @property {'deinterlace'} filter
 * @property {'yadif' | 'bwdif' | Keyframes<'yadif' | 'bwdif'>} [mode] bwdif keeps more detail than yadif. default 'bwdif'
 * @property {'frame' | 'field'} [rate] A frame for each frame, or a frame for each field. default 'frame'
 * @property {'auto' | 'top' | 'bottom' | Keyframes<'auto' | 'top' | 'bottom'>} [parity] Which field is the earlier one; auto: as the frame says. default 'auto'
 * @property {'all' | 'interlaced' | Keyframes<'all' | 'interlaced'>} [only] Which frames are deinterlaced; the others stay as they are. default 'all'
 */

/**
 * Averages each frame with its neighbours in time.
 *
 * @typedef {object} TemporalBlendEntry
 * @property {'temporal_blend'} filter
 * @property {number[] | Keyframes<number[]>} [weights] One for each frame in the order of time; the middle one is for the frame itself. 1 to 9 numbers, 0 to 1000, default [1, 1, 1]
 */

/**
 * Takes the shaking of the camera out of a clip, in a second pass after motion.
 *
 * @typedef {object} StabilizeEntry
 * @property {'stabilize'} filter
 * @property {string} [motion] JSON of the steps that the analysis `motion` gives, frame by frame. Default none
 * @property {number} [smoothness] Seconds to each side over which the movement is averaged. 0 to 60, default 0.5
 * @property {number} [shift_limit] Most that a frame is shifted, in widths and heights of the picture. 0 to 1, default 0.25
 * @property {number} [rotation_limit] Most that a frame is turned; 0 leaves rotation as it is. degrees, 0 to 180, default 15
 * @property {number} [zoom] Factor of the size, beside that of `fit`. 0.25 to 4, default 1
 * @property {'auto' | 'fixed'} [fit] Enlarged as far as no edge of any frame is seen, or by `zoom` alone. default 'auto'
 * @property {'bilinear' | 'bicubic' | Keyframes<'bilinear' | 'bicubic'>} [kernel] From soft to sharp: bilinear, bicubic. default 'bicubic'
 * @property {'transparent' | 'black' | 'clamp' | Keyframes<'transparent' | 'black' | 'clamp'>} [edge] What is shown beyond the image's edges. default 'clamp'
 */

/**
 * Moves, scales and rotates the image inside its frame.
 *
 * @typedef {object} TransformEntry
 * @property {'transform'} filter
 * @property {number | Keyframes<number>} [x] How far the image is moved to the right. pixels, -16384 to 16384, default 0
 * @property {number | Keyframes<number>} [y] How far the image is moved down. pixels, -16384 to 16384, default 0
 * @property {number | Keyframes<number>} [scale_x] Factor for the width. 0.01 to 100, default 1
 * @property {number | Keyframes<number>} [scale_y] Factor for the height. 0.01 to 100, default 1
 * @property {number | Keyframes<number>} [rotation] Angle, clockwise. degrees, -3600 to 3600, default 0
 * @property {number | Keyframes<number>} [anchor_x] What stays in place when scaled and rotated: 0 is the left edge, 1 the right one. -1 to 2, default 0.5
 * @property {number | Keyframes<number>} [anchor_y] What stays in place when scaled and rotated: 0 is the top edge, 1 the bottom one. -1 to 2, default 0.5
 * @property {'bilinear' | 'bicubic' | Keyframes<'bilinear' | 'bicubic'>} [kernel] From soft to sharp: bilinear, bicubic. default 'bicubic'
 * @property {'transparent' | 'black' | 'clamp' | Keyframes<'transparent' | 'black' | 'clamp'>} [edge] What is shown beyond the image's edges. default 'transparent'
 */

/**
 * Moves the four corners of the image, or straightens what lies between four places.
 *
 * @typedef {object} PerspectiveEntry
 * @property {'perspective'} filter
 * @property {number | Keyframes<number>} [top_left_x] Place of a corner: 0 is the left edge, 1 the right. -2 to 3, default 0
 * @property {number | Keyframes<number>} [top_left_y] Place of a corner: 0 is the top edge, 1 the bottom. -2 to 3, default 0
 * @property {number | Keyframes<number>} [top_right_x] The same of the top right corner. -2 to 3, default 1
 * @property {number | Keyframes<number>} [top_right_y] The same of the top right corner. -2 to 3, default 0
 * @property {number | Keyframes<number>} [bottom_left_x] The same of the bottom left corner. -2 to 3, default 0
 * @property {number | Keyframes<number>} [bottom_left_y] The same of the bottom left corner. -2 to 3, default 1
 * @property {number | Keyframes<number>} [bottom_right_x] The same of the bottom right corner. -2 to 3, default 1
 * @property {number | Keyframes<number>} [bottom_right_y] The same of the bottom right corner. -2 to 3, default 1
 * @property {'destination' | 'source' | Keyframes<'destination' | 'source'>} [sense] Whether the image's corners go to the places, or the places become the corners. default 'destination'
 * @property {'bilinear' | 'bicubic' | Keyframes<'bilinear' | 'bicubic'>} [kernel] From soft to sharp: bilinear, bicubic. default 'bicubic'
 * @property {'transparent' | 'black' | 'clamp' | Keyframes<'transparent' | 'black' | 'clamp'>} [edge] What is shown beyond the image's edges. default 'transparent'
 */

/**
 * Changes the number of bits of a sample, with dither.
 *
 * @typedef {object} DepthEntry
 * @property {'depth'} filter
 * @property {'8' | '10' | '12' | '16'} [bits] Bits of a sample. default '8'
 * @property {'none' | 'ordered' | 'error_diffusion' | Keyframes<'none' | 'ordered' | 'error_diffusion'>} [dither] How samples are rounded where bits are lost. default 'error_diffusion'
 * @property {'serpentine' | 'left_to_right' | Keyframes<'serpentine' | 'left_to_right'>} [scan] Way of error diffusion through the rows; serpentine turns after each. default 'serpentine'
 */

/**
 * Makes a colour clear: the output has alpha, for an overlay.
 *
 * @typedef {object} ChromaKeyEntry
 * @property {'chroma_key'} filter
 * @property {number | Keyframes<number>} [red] Red of the colour that becomes clear. 0 to 1, default 0
 * @property {number | Keyframes<number>} [green] Green of the colour that becomes clear. 0 to 1, default 1
 * @property {number | Keyframes<number>} [blue] Blue of the colour that becomes clear. 0 to 1, default 0
 * @property {number | Keyframes<number>} [similarity] How far from the key a colour may be and still be clear; 0.01 is the key alone. 0 to 1, default 0.1
 * @property {number | Keyframes<number>} [blend] How much farther colours are partly clear; 0 cuts sharply. 0 to 1, default 0.05
 * @property {number | Keyframes<number>} [despill] How much of the key's hue is taken out of what stays. 0 to 1, default 0
 */

/**
 * Lays a second input over the image, or under it.
 *
 * @typedef {object} OverlayEntry
 * @property {'overlay'} filter
 * @property {SecondInput} input the second input
 * @property {number | Keyframes<number>} [x] Where the left edge of the second input lies. pixels, -16384 to 16384, default 0
 * @property {number | Keyframes<number>} [y] Where the top edge of the second input lies. pixels, -16384 to 16384, default 0
 * @property {number | Keyframes<number>} [opacity] Factor for the second input's alpha. 0 to 1, default 1
 * @property {'normal' | 'multiply' | 'screen' | 'overlay' | 'darken' | 'lighten' | 'add' | 'difference' | 'soft_light' | 'hard_light' | Keyframes<'normal' | 'multiply' | 'screen' | 'overlay' | 'darken' | 'lighten' | 'add' | 'difference' | 'soft_light' | 'hard_light'>} [blend] How colours are mixed where both are opaque. default 'normal'
 * @property {'straight' | 'premultiplied' | Keyframes<'straight' | 'premultiplied'>} [alpha] Whether colours of the second input are multiplied by their alpha. default 'straight'
 * @property {'over' | 'under'} [order] Whether the second input lies over the image or under it, seen where that is clear. default 'over'
 */

/**
 * Cuts the image out by the luma or alpha of a second input: the output has alpha.
 *
 * @typedef {object} MaskEntry
 * @property {'mask'} filter
 * @property {SecondInput} input the second input
 * @property {'luma' | 'alpha' | Keyframes<'luma' | 'alpha'>} [source] What of the second input is the matte. default 'luma'
 * @property {'no' | 'yes' | Keyframes<'no' | 'yes'>} [invert] Whether the matte hides instead. default 'no'
 * @property {number | Keyframes<number>} [x] Where the left edge of the second input lies. pixels, -16384 to 16384, default 0
 * @property {number | Keyframes<number>} [y] Where the top edge of the second input lies. pixels, -16384 to 16384, default 0
 */

/**
 * Passes from the image to a second input of its size.
 *
 * @typedef {object} CrossfadeEntry
 * @property {'crossfade'} filter
 * @property {SecondInput} input the second input
 * @property {'time' | 'progress' | Keyframes<'time' | 'progress'>} [by] Whether time moves it or `progress` does. default 'time'
 * @property {number | Keyframes<number>} [start] When it begins, in seconds. -86400 to 86400, default 0
 * @property {number | Keyframes<number>} [duration] How long it takes, in seconds. 0 to 86400, default 1
 * @property {number | Keyframes<number>} [progress] By `progress`: 0 shows the image, 1 the second input; for keyframes. 0 to 1, default 0
 */

/**
 * Passes from the image to a second input of its size by an edge that moves.
 *
 * @typedef {object} WipeEntry
 * @property {'wipe'} filter
 * @property {SecondInput} input the second input
 * @property {'time' | 'progress' | Keyframes<'time' | 'progress'>} [by] Whether time moves it or `progress` does. default 'time'
 * @property {number | Keyframes<number>} [start] When it begins, in seconds. -86400 to 86400, default 0
 * @property {number | Keyframes<number>} [duration] How long it takes, in seconds. 0 to 86400, default 1
 * @property {number | Keyframes<number>} [progress] By `progress`: 0 shows the image, 1 the second input; for keyframes. 0 to 1, default 0
 * @property {'left' | 'right' | 'up' | 'down' | 'up_left' | 'up_right' | 'down_left' | 'down_right' | 'iris_open' | 'iris_close' | Keyframes<'left' | 'right' | 'up' | 'down' | 'up_left' | 'up_right' | 'down_left' | 'down_right' | 'iris_open' | 'iris_close'>} [shape] Where the edge moves to, or a circle. default 'left'
 * @property {number | Keyframes<number>} [softness] Width of the edge, as a part of the way that it goes; 0 is a pixel. 0 to 1, default 0
 */

/**
 * Fades from a colour or to it.
 *
 * @typedef {object} FadeEntry
 * @property {'fade'} filter
 * @property {'in' | 'out' | 'level' | Keyframes<'in' | 'out' | 'level'>} [type] Whether the picture comes, goes, or is there as far as `level` says. default 'in'
 * @property {number | Keyframes<number>} [start] When the fade begins, in seconds. -86400 to 86400, default 0
 * @property {number | Keyframes<number>} [duration] How long it takes, in seconds. 0 to 86400, default 1
 * @property {number | Keyframes<number>} [level] With type `level`: how much of the picture is left, for keyframes. 0 to 1, default 1
 * @property {number | Keyframes<number>} [red] Red of the colour. 0 to 1, default 0
 * @property {number | Keyframes<number>} [green] Green of the colour. 0 to 1, default 0
 * @property {number | Keyframes<number>} [blue] Blue of the colour. 0 to 1, default 0
 */

/**
 * Counts the samples of each plane by code.
 *
 * @typedef {object} HistogramEntry
 * @property {'histogram'} filter
 */

/**
 * Counts levels of luma column by column.
 *
 * @typedef {object} WaveformEntry
 * @property {'waveform'} filter
 * @property {number} [columns] Columns that the picture's width is cut into; at most one for each pixel. 1 to 4096, default 256
 */

/**
 * Counts levels of each colour plane column by column.
 *
 * @typedef {object} ParadeEntry
 * @property {'parade'} filter
 * @property {number} [columns] Columns that the picture's width is cut into; at most one for each pixel. 1 to 4096, default 256
 */

/**
 * Counts the samples of chroma by Cb and Cr.
 *
 * @typedef {object} VectorscopeEntry
 * @property {'vectorscope'} filter
 */

/**
 * Least, most and mean of each plane; PSNR and SSIM against a second input.
 *
 * @typedef {object} StatisticsEntry
 * @property {'statistics'} filter
 * @property {SecondInput} [input] the second input
 */

/**
 * Tells how suddenly a frame differs from those before it.
 *
 * @typedef {object} SceneChangeEntry
 * @property {'scene_change'} filter
 */

/**
 * Tells whether a frame is black.
 *
 * @typedef {object} BlackDetectEntry
 * @property {'black_detect'} filter
 * @property {number | Keyframes<number>} [pixel] Luma up to which a pixel is black. 0 to 1, default 0.1
 * @property {number | Keyframes<number>} [picture] Part of the pixels that are black in a black frame. 0 to 1, default 0.98
 */

/**
 * Tells whether a frame repeats the one before it.
 *
 * @typedef {object} FreezeDetectEntry
 * @property {'freeze_detect'} filter
 * @property {number | Keyframes<number>} [noise] Mean difference, as a part of the range, that is none. 0 to 1, default 0.001
 */

/**
 * Tells how the whole picture moved since the frame before: the first pass of stabilize.
 *
 * @typedef {object} MotionEntry
 * @property {'motion'} filter
 */

/** One entry of a chain. @typedef {(AdjustEntry | CssEntry | ExposureEntry | WhiteBalanceEntry | LevelsEntry | CurvesEntry | ColorWheelsEntry | Lut3dEntry | ChannelMixerEntry | VibranceEntry | ShadowsHighlightsEntry | ThresholdEntry | PosterizeEntry | ToneMapEntry | ColorspaceEntry | GaussianBlurEntry | BoxBlurEntry | MedianEntry | BilateralEntry | UnsharpEntry | CasEntry | EdgeEntry | EmbossEntry | PixelateEntry | DebandEntry | VignetteEntry | GrainEntry | ChromaticShiftEntry | LensEntry | ScaleEntry | CropEntry | PadEntry | RotateEntry | FlipEntry | DenoiseEntry | NlmeansEntry | DeinterlaceEntry | TemporalBlendEntry | StabilizeEntry | TransformEntry | PerspectiveEntry | DepthEntry | ChromaKeyEntry | OverlayEntry | MaskEntry | CrossfadeEntry | WipeEntry | FadeEntry | HistogramEntry | WaveformEntry | ParadeEntry | VectorscopeEntry | StatisticsEntry | SceneChangeEntry | BlackDetectEntry | FreezeDetectEntry | MotionEntry) & EntrySettings} FilterEntry */

/** Filters in the order in which they are applied; plain JSON, but for second inputs. @typedef {FilterEntry[]} Chain */

/**
 * What the analyses of a chain found in a frame.
 *
 * @typedef {object} FrameResults
 * @property {{ luma: Uint32Array, cb: Uint32Array, cr: Uint32Array, red: Uint32Array, green: Uint32Array, blue: Uint32Array, alpha: Uint32Array }} [histogram] luma: Samples of the luma plane by code. cb: Samples of the Cb plane by code. cr: Samples of the Cr plane by code. red: Samples of the red plane by code. green: Samples of the green plane by code. blue: Samples of the blue plane by code. alpha: Samples of the alpha plane by code.
 * @property {{ luma: Uint32Array }} [waveform] luma: Samples of luma by column and level: element 256 * column + level.
 * @property {{ luma: Uint32Array, cb: Uint32Array, cr: Uint32Array, red: Uint32Array, green: Uint32Array, blue: Uint32Array }} [parade] luma: Samples of luma by column and level: element 256 * column + level. cb: The same of Cb. cr: The same of Cr. red: The same of red. green: The same of green. blue: The same of blue.
 * @property {{ chroma: Uint32Array }} [vectorscope] chroma: Samples by Cr and Cb: element 256 * Cr + Cb, of 8 bits.
 * @property {{ min: Uint32Array, max: Uint32Array, mean: Float64Array, psnr: Float64Array, ssim: Float64Array, sums: Float64Array }} [statistics] min: The least code of each plane, in the order of the format's planes. max: The largest code of each plane. mean: The mean code of each plane. psnr: With a second input: PSNR of each plane in dB, Infinity where it is equal. ssim: With a second input: mean SSIM of each plane; 0 where it has no window of 8 x 8. sums: What the others are made of, five numbers for each plane: the sum of codes, that of squared differences in units of 2^32 and the rest, that of the windows' SSIM in 1/2^28, and the number of windows.
 * @property {{ score: Float64Array, difference: Float64Array }} [scene_change] score: How sudden the change is, 0 to 100; a cut has 10 or more. difference: Mean difference of luma to the frame before, in percent of the range; then that of the frame before to its own.
 * @property {{ black: Uint32Array, part: Float64Array, pixels: Uint32Array }} [black_detect] black: 1 where the frame is black, else 0. part: The part of the pixels that are black, 0 to 1. pixels: The pixels that are black.
 * @property {{ frozen: Uint32Array, difference: Float64Array }} [freeze_detect] frozen: 1 where the frame repeats the one before it, else 0. difference: Mean difference of the samples, as a part of the range.
 * @property {{ step: Float64Array }} [motion] step: Six numbers: the frame's time in seconds; how far it moved to the right in widths of the picture, and down in heights; how far it turned clockwise, in degrees; the factor of its size; the share of blocks that agree, 0 to 1.
 */

/**
 * One parameter of a filter, as a control needs it. `unit` is 'pixel', 'degree' or '' (none: a number by itself, such as a factor); for a choice
 * `initial` is an index of `choices`; a list has `fewest` to `most` numbers, at first `initialValues`, which where
 * it is a `curve` are points, x and y in turn (`etalon.curve()` has the values between them); what is `fixed` takes no keyframes.
 *
 * @typedef {object} ParamDescriptor
 * @property {string} key
 * @property {string} label
 * @property {string} help
 * @property {'float' | 'int' | 'choice' | 'list' | 'text'} type
 * @property {string} unit
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {number} initial
 * @property {boolean} fixed
 * @property {string[]} [choices]
 * @property {number} [fewest]
 * @property {number} [most]
 * @property {number[]} [initialValues]
 * @property {boolean} [curve]
 */

/**
 * A filter. It reads `framesBefore` and `framesAfter` neighbours in time; `models` and `secondModels` are those of
 * the formats that its inputs may have; a second input may be absent where `inputs` is 1. Where no setting
 * gives its output another shape than its input's it `keepsShape`, and takes a region and times. An analysis has `results`.
 *
 * @typedef {object} FilterDescriptor
 * @property {string} name
 * @property {string} label
 * @property {string} help
 * @property {'color' | 'spatial' | 'temporal' | 'geometry' | 'compose' | 'analysis'} group
 * @property {string} [example] settings that show what it does, as the command line takes them
 * @property {number} inputs
 * @property {string[]} models
 * @property {string[]} secondModels
 * @property {number} framesBefore
 * @property {number} framesAfter
 * @property {string} order
 * @property {boolean} keepsShape
 * @property {ParamDescriptor[]} params
 * @property {{ key: string, help: string, type: string }[]} results
 */

/**
 * Every filter of the engine, in the engine's order: enough to draw controls and check values.
 *
 * @example
 * filters.find((filter) => filter.name === 'scale').params.map((param) => param.key);
 * @type {FilterDescriptor[]}
 */
export const filters = [
  {
    name: 'adjust',
    label: 'Adjust',
    help: 'Changes brightness, contrast, saturation, gamma and hue.',
    group: 'color',
    example: 'contrast:1.3:saturation:1.5:gamma:1.2:hue:10',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'brightness',
        label: 'Brightness',
        help: 'Added to luma, where 1 is the step from black to white.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'contrast',
        label: 'Contrast',
        help: 'Factor for luma about middle grey.',
        type: 'float',
        unit: '',
        min: 0,
        max: 4,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'saturation',
        label: 'Saturation',
        help: 'Factor for chroma; 0 gives black and white.',
        type: 'float',
        unit: '',
        min: 0,
        max: 4,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'gamma',
        label: 'Gamma',
        help: 'Luma is raised to 1 / gamma; above 1 lightens the middle.',
        type: 'float',
        unit: '',
        min: 0.1,
        max: 10,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'hue',
        label: 'Hue',
        help: 'Angle by which chroma is turned.',
        type: 'float',
        unit: 'degree',
        min: -180,
        max: 180,
        step: 1,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'css',
    label: 'CSS filters',
    help: 'The colour functions of CSS filters, with their names and meaning.',
    group: 'color',
    example: 'sepia:0.7,contrast:1.2',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'brightness',
        label: 'Brightness',
        help: 'Factor for all colours.',
        type: 'float',
        unit: '',
        min: 0,
        max: 10,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'contrast',
        label: 'Contrast',
        help: 'Factor for colours about middle grey.',
        type: 'float',
        unit: '',
        min: 0,
        max: 10,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'saturate',
        label: 'Saturate',
        help: 'Factor for the distance from grey.',
        type: 'float',
        unit: '',
        min: 0,
        max: 10,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'hue_rotate',
        label: 'Rotate hue',
        help: 'Angle by which hues are turned.',
        type: 'float',
        unit: 'degree',
        min: -360,
        max: 360,
        step: 1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'grayscale',
        label: 'Greyscale',
        help: 'How much of the colour is taken away.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'sepia',
        label: 'Sepia',
        help: 'How much of the picture becomes brown.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'invert',
        label: 'Invert',
        help: 'How much of the picture becomes its negative.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'exposure',
    label: 'Exposure',
    help: 'More or less light, as a lens lets in.',
    group: 'color',
    example: 'stops:0.8',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'stops',
        label: 'Stops',
        help: 'Doublings of light; below 0 the picture gets darker.',
        type: 'float',
        unit: '',
        min: -8,
        max: 8,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'white_balance',
    label: 'White balance',
    help: 'Makes the light of a scene white.',
    group: 'color',
    example: 'kelvin:9000:tint:10',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'kelvin',
        label: 'Temperature',
        help: 'Colour temperature, in kelvin, of the light that is to look white; higher is warmer.',
        type: 'float',
        unit: '',
        min: 2000,
        max: 15000,
        step: 10,
        initial: 6500,
        fixed: false,
      },
      {
        key: 'tint',
        label: 'Tint',
        help: 'Above 0 takes green away, below 0 magenta.',
        type: 'float',
        unit: '',
        min: -150,
        max: 150,
        step: 1,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'levels',
    label: 'Levels',
    help: 'Moves black, white and the middle between them.',
    group: 'color',
    example: 'in_black:0.1:in_white:0.8:gamma:1.2',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'in_black',
        label: 'Input black',
        help: 'What becomes black.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'in_white',
        label: 'Input white',
        help: 'What becomes white.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'gamma',
        label: 'Gamma',
        help: 'Above 1 brightens middle tones.',
        type: 'float',
        unit: '',
        min: 0.1,
        max: 10,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'out_black',
        label: 'Output black',
        help: 'What black becomes.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'out_white',
        label: 'Output white',
        help: 'What white becomes.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'channel',
        label: 'Channel',
        help: 'Which channels change.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 3,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['all', 'red', 'green', 'blue'],
      },
    ],
    results: [],
  },
  {
    name: 'curves',
    label: 'Curves',
    help: 'Tones moved along smooth curves through points.',
    group: 'color',
    example: 'master:0 0 0.25 0.15 0.75 0.9 1 1',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'master',
        label: 'Master',
        help: 'Points of the curve of all channels: x, y, x, y, ...',
        type: 'list',
        unit: '',
        min: 0,
        max: 1,
        step: 0.001,
        initial: 0,
        fixed: false,
        fewest: 4,
        most: 128,
        initialValues: [0, 0, 1, 1],
        curve: true,
      },
      {
        key: 'red',
        label: 'Red',
        help: 'Points of the curve of red.',
        type: 'list',
        unit: '',
        min: 0,
        max: 1,
        step: 0.001,
        initial: 0,
        fixed: false,
        fewest: 4,
        most: 128,
        initialValues: [0, 0, 1, 1],
        curve: true,
      },
      {
        key: 'green',
        label: 'Green',
        help: 'Points of the curve of green.',
        type: 'list',
        unit: '',
        min: 0,
        max: 1,
        step: 0.001,
        initial: 0,
        fixed: false,
        fewest: 4,
        most: 128,
        initialValues: [0, 0, 1, 1],
        curve: true,
      },
      {
        key: 'blue',
        label: 'Blue',
        help: 'Points of the curve of blue.',
        type: 'list',
        unit: '',
        min: 0,
        max: 1,
        step: 0.001,
        initial: 0,
        fixed: false,
        fewest: 4,
        most: 128,
        initialValues: [0, 0, 1, 1],
        curve: true,
      },
    ],
    results: [],
  },
  {
    name: 'color_wheels',
    label: 'Colour wheels',
    help: 'Colours of shadows, middle tones and highlights, or an ASC CDL.',
    group: 'color',
    example: 'lift_blue:0.06:gamma_green:1.05:gain_red:1.15:saturation:1.1',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'lift_red',
        label: 'Lift, red',
        help: 'Raises red most where it is dark.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'lift_green',
        label: 'Lift, green',
        help: 'Raises green most where it is dark.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'lift_blue',
        label: 'Lift, blue',
        help: 'Raises blue most where it is dark.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'gamma_red',
        label: 'Gamma, red',
        help: 'Brightens the middle of red.',
        type: 'float',
        unit: '',
        min: 0.1,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'gamma_green',
        label: 'Gamma, green',
        help: 'Brightens the middle of green.',
        type: 'float',
        unit: '',
        min: 0.1,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'gamma_blue',
        label: 'Gamma, blue',
        help: 'Brightens the middle of blue.',
        type: 'float',
        unit: '',
        min: 0.1,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'gain_red',
        label: 'Gain, red',
        help: 'Raises red most where it is light.',
        type: 'float',
        unit: '',
        min: 0,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'gain_green',
        label: 'Gain, green',
        help: 'Raises green most where it is light.',
        type: 'float',
        unit: '',
        min: 0,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'gain_blue',
        label: 'Gain, blue',
        help: 'Raises blue most where it is light.',
        type: 'float',
        unit: '',
        min: 0,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'saturation',
        label: 'Saturation',
        help: '0 is grey.',
        type: 'float',
        unit: '',
        min: 0,
        max: 4,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'method',
        label: 'Method',
        help: 'Lift, gamma and gain, or slope, offset and power of an ASC CDL; saturation is of both.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['lift_gamma_gain', 'asc_cdl'],
      },
      {
        key: 'slope_red',
        label: 'Slope, red',
        help: 'Factor of red, of an ASC CDL.',
        type: 'float',
        unit: '',
        min: 0,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'slope_green',
        label: 'Slope, green',
        help: 'Factor of green, of an ASC CDL.',
        type: 'float',
        unit: '',
        min: 0,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'slope_blue',
        label: 'Slope, blue',
        help: 'Factor of blue, of an ASC CDL.',
        type: 'float',
        unit: '',
        min: 0,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'offset_red',
        label: 'Offset, red',
        help: 'Added to red, of an ASC CDL.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'offset_green',
        label: 'Offset, green',
        help: 'Added to green, of an ASC CDL.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'offset_blue',
        label: 'Offset, blue',
        help: 'Added to blue, of an ASC CDL.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'power_red',
        label: 'Power, red',
        help: 'Exponent of red, of an ASC CDL; above 1 darkens.',
        type: 'float',
        unit: '',
        min: 0.1,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'power_green',
        label: 'Power, green',
        help: 'Exponent of green, of an ASC CDL.',
        type: 'float',
        unit: '',
        min: 0.1,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
      {
        key: 'power_blue',
        label: 'Power, blue',
        help: 'Exponent of blue, of an ASC CDL.',
        type: 'float',
        unit: '',
        min: 0.1,
        max: 4,
        step: 0.005,
        initial: 1,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'lut3d',
    label: 'Colour table',
    help: 'Colours looked up in a table, as a .cube file has it.',
    group: 'color',
    example: 'table:LUT_3D_SIZE 2\n0 0.05 0.1\n1 0.1 0\n0 0.8 0.2\n1 0.9 0.1\n0.1 0 0.8\n0.9 0.1 0.7\n0 0.8 0.9\n1 0.95 0.8',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'table',
        label: 'Table',
        help: 'The text of a .cube file.',
        type: 'text',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: true,
      },
    ],
    results: [],
  },
  {
    name: 'channel_mixer',
    label: 'Channel mixer',
    help: 'Red, green and blue made of each other.',
    group: 'color',
    example: 'red_red:0.6:red_blue:0.4:blue_blue:0.6:blue_red:0.4',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'red_red',
        label: 'Red from red',
        help: 'What the second counts in the first.',
        type: 'float',
        unit: '',
        min: -2,
        max: 2,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'red_green',
        label: 'Red from green',
        help: 'What the second counts in the first.',
        type: 'float',
        unit: '',
        min: -2,
        max: 2,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'red_blue',
        label: 'Red from blue',
        help: 'What the second counts in the first.',
        type: 'float',
        unit: '',
        min: -2,
        max: 2,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'red_offset',
        label: 'Red offset',
        help: 'Added to the channel.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'green_red',
        label: 'Green from red',
        help: 'What the second counts in the first.',
        type: 'float',
        unit: '',
        min: -2,
        max: 2,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'green_green',
        label: 'Green from green',
        help: 'What the second counts in the first.',
        type: 'float',
        unit: '',
        min: -2,
        max: 2,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'green_blue',
        label: 'Green from blue',
        help: 'What the second counts in the first.',
        type: 'float',
        unit: '',
        min: -2,
        max: 2,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'green_offset',
        label: 'Green offset',
        help: 'Added to the channel.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
      {
        key: 'blue_red',
        label: 'Blue from red',
        help: 'What the second counts in the first.',
        type: 'float',
        unit: '',
        min: -2,
        max: 2,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'blue_green',
        label: 'Blue from green',
        help: 'What the second counts in the first.',
        type: 'float',
        unit: '',
        min: -2,
        max: 2,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'blue_blue',
        label: 'Blue from blue',
        help: 'What the second counts in the first.',
        type: 'float',
        unit: '',
        min: -2,
        max: 2,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'blue_offset',
        label: 'Blue offset',
        help: 'Added to the channel.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.005,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'vibrance',
    label: 'Vibrance',
    help: 'Makes dull colours vivid and leaves vivid ones.',
    group: 'color',
    example: 'amount:1.2',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'amount',
        label: 'Amount',
        help: 'How much dull colours gain, or vivid ones lose where it is below 0.',
        type: 'float',
        unit: '',
        min: -1,
        max: 2,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'shadows_highlights',
    label: 'Shadows and highlights',
    help: 'Lightens or darkens dark and bright parts, each for itself.',
    group: 'color',
    example: 'shadows:0.8,highlights:-0.5',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'shadows',
        label: 'Shadows',
        help: 'How much dark parts are lifted, or lowered where it is below 0.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'highlights',
        label: 'Highlights',
        help: 'How much bright parts are lifted, or lowered where it is below 0.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'threshold',
    label: 'Threshold',
    help: 'Black below a level of brightness, white above.',
    group: 'color',
    example: 'level:0.3',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'level',
        label: 'Level',
        help: 'What is as bright or brighter becomes white.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.5,
        fixed: false,
      },
      {
        key: 'softness',
        label: 'Softness',
        help: 'Width of the ramp from black to white.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'of',
        label: 'Of',
        help: 'Whether luma is compared, or red, green and blue each for itself.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['luma', 'channels'],
      },
    ],
    results: [],
  },
  {
    name: 'posterize',
    label: 'Posterize',
    help: 'Few levels of brightness, as on a printed poster.',
    group: 'color',
    example: 'levels:4',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'levels',
        label: 'Levels',
        help: 'How many levels each channel has.',
        type: 'int',
        unit: '',
        min: 2,
        max: 64,
        step: 1,
        initial: 6,
        fixed: false,
      },
      {
        key: 'of',
        label: 'Of',
        help: 'Red, green and blue, or luma alone.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['channels', 'luma'],
      },
    ],
    results: [],
  },
  {
    name: 'tone_map',
    label: 'Tone mapping',
    help: 'Makes SDR of BT.709 from HDR: PQ or HLG.',
    group: 'color',
    example: 'source:hlg',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'source',
        label: 'Source',
        help: 'Transfer of the clip; auto: as the clip says, and SDR stays as it is.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['auto', 'pq', 'hlg'],
      },
      {
        key: 'method',
        label: 'Method',
        help: 'How bright light is brought to SDR\'s.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 4,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['bt2390', 'reinhard', 'hable', 'mobius', 'clip'],
      },
      {
        key: 'gamut',
        label: 'Gamut',
        help: 'How colours outside BT.709\'s primaries are brought in.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['clip', 'desaturate'],
      },
      {
        key: 'peak',
        label: 'Peak',
        help: 'Brightest light of the clip in cd/m2, 203, SDR white, or more; 0: as the clip says.',
        type: 'float',
        unit: '',
        min: 0,
        max: 10000,
        step: 1,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'colorspace',
    label: 'Colour space',
    help: 'Changes matrix, primaries, transfer and range.',
    group: 'color',
    example: 'primaries:bt2020,matrix:bt2020',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'matrix',
        label: 'Matrix',
        help: 'Matrix of Y\'CbCr.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 6,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['keep', 'bt709', 'fcc', 'bt601', 'smpte240m', 'ycgco', 'bt2020'],
      },
      {
        key: 'primaries',
        label: 'Primaries',
        help: 'Colours of red, green, blue and white.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 8,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['keep', 'bt709', 'bt470m', 'bt470bg', 'smpte170m', 'film', 'bt2020', 'dci_p3', 'display_p3'],
      },
      {
        key: 'transfer',
        label: 'Transfer',
        help: 'Curve from light to signals.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 7,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['keep', 'bt709', 'gamma22', 'gamma28', 'linear', 'srgb', 'pq', 'hlg'],
      },
      {
        key: 'range',
        label: 'Range',
        help: 'Codes of black and white.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['keep', 'limited', 'full'],
      },
      {
        key: 'mode',
        label: 'Mode',
        help: 'Converts the picture, or only says what its codes are.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['convert', 'tag'],
      },
    ],
    results: [],
  },
  {
    name: 'gaussian_blur',
    label: 'Gaussian blur',
    help: 'Blurs the image as an unfocused lens nearly does.',
    group: 'spatial',
    example: 'sigma:4',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'sigma',
        label: 'Radius',
        help: 'Standard deviation of the blur.',
        type: 'float',
        unit: 'pixel',
        min: 0,
        max: 200,
        step: 0.1,
        initial: 2,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'box_blur',
    label: 'Box blur',
    help: 'Averages the pixels around, at the same cost for every radius.',
    group: 'spatial',
    example: 'radius:4',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'radius',
        label: 'Radius',
        help: 'Pixels to each side over which is averaged.',
        type: 'int',
        unit: 'pixel',
        min: 0,
        max: 200,
        step: 1,
        initial: 5,
        fixed: false,
      },
      {
        key: 'power',
        label: 'Repeats',
        help: 'How often the mean is taken.',
        type: 'int',
        unit: '',
        min: 1,
        max: 3,
        step: 1,
        initial: 2,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'median',
    label: 'Median',
    help: 'Removes specks and keeps edges: the middle one of the samples around.',
    group: 'spatial',
    example: 'radius:3',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'radius',
        label: 'Radius',
        help: 'Pixels to each side that are looked at.',
        type: 'int',
        unit: 'pixel',
        min: 0,
        max: 20,
        step: 1,
        initial: 1,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'bilateral',
    label: 'Smooth surfaces',
    help: 'Smooths what is nearly flat and keeps edges.',
    group: 'spatial',
    example: 'sigma:6:range:0.12',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'sigma',
        label: 'Radius',
        help: 'Standard deviation of the distance.',
        type: 'float',
        unit: 'pixel',
        min: 0,
        max: 50,
        step: 0.5,
        initial: 8,
        fixed: false,
      },
      {
        key: 'range',
        label: 'Range',
        help: 'Standard deviation of the difference, as a part of black to white.',
        type: 'float',
        unit: '',
        min: 0.02,
        max: 1,
        step: 0.01,
        initial: 0.1,
        fixed: false,
      },
      {
        key: 'chroma',
        label: 'Chroma',
        help: 'Whether chroma is smoothed, too.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['keep', 'smooth'],
      },
    ],
    results: [],
  },
  {
    name: 'unsharp',
    label: 'Sharpen',
    help: 'Adds the detail that a blur takes away.',
    group: 'spatial',
    example: 'amount:2.5:radius:3',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'amount',
        label: 'Amount',
        help: 'How much of the detail of luma is added; below 0 softens.',
        type: 'float',
        unit: '',
        min: -2,
        max: 5,
        step: 0.05,
        initial: 1,
        fixed: false,
      },
      {
        key: 'chroma_amount',
        label: 'Chroma',
        help: 'How much of the detail of chroma is added.',
        type: 'float',
        unit: '',
        min: -2,
        max: 5,
        step: 0.05,
        initial: 0,
        fixed: false,
      },
      {
        key: 'radius',
        label: 'Radius',
        help: 'Reach of the blur: detail of about this size is sharpened.',
        type: 'int',
        unit: 'pixel',
        min: 1,
        max: 11,
        step: 1,
        initial: 2,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'cas',
    label: 'Contrast adaptive sharpen',
    help: 'Sharpens soft detail, and less what has contrast already.',
    group: 'spatial',
    example: 'sharpness:1',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'sharpness',
        label: 'Sharpness',
        help: 'From the least that the method gives to its most.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.05,
        initial: 0.5,
        fixed: false,
      },
      {
        key: 'amount',
        label: 'Amount',
        help: 'Part of that; 0 changes nothing.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.05,
        initial: 1,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'edge',
    label: 'Edges',
    help: 'Draws the edges of the picture on black.',
    group: 'spatial',
    example: 'mode:canny',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'mode',
        label: 'Method',
        help: 'How steep the picture is, or thin lines along its edges.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['sobel', 'canny'],
      },
      {
        key: 'scale',
        label: 'Strength',
        help: 'Factor for what sobel shows.',
        type: 'float',
        unit: '',
        min: 0,
        max: 16,
        step: 0.1,
        initial: 1,
        fixed: false,
      },
      {
        key: 'low',
        label: 'Low threshold',
        help: 'Steepness from which canny follows an edge, as a part of the range.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.08,
        fixed: false,
      },
      {
        key: 'high',
        label: 'High threshold',
        help: 'Steepness from which canny begins an edge, as a part of the range.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.2,
        fixed: false,
      },
      {
        key: 'reach',
        label: 'Reach',
        help: 'How far canny follows an edge from where it begins.',
        type: 'int',
        unit: 'pixel',
        min: 1,
        max: 64,
        step: 1,
        initial: 16,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'emboss',
    label: 'Emboss',
    help: 'Makes a relief of the picture, lit from one side.',
    group: 'spatial',
    example: 'strength:2:base:grey',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'angle',
        label: 'Angle',
        help: 'Where brightness rises to, clockwise from the right.',
        type: 'float',
        unit: 'degree',
        min: -360,
        max: 360,
        step: 1,
        initial: 45,
        fixed: false,
      },
      {
        key: 'strength',
        label: 'Strength',
        help: 'How deep the relief is.',
        type: 'float',
        unit: '',
        min: 0,
        max: 5,
        step: 0.05,
        initial: 1,
        fixed: false,
      },
      {
        key: 'base',
        label: 'On',
        help: 'What the relief is laid on.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['picture', 'grey'],
      },
    ],
    results: [],
  },
  {
    name: 'pixelate',
    label: 'Pixelate',
    help: 'Shows the picture as a mosaic of blocks.',
    group: 'spatial',
    example: 'width:12:height:12',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'width',
        label: 'Width',
        help: 'Width of a block.',
        type: 'int',
        unit: 'pixel',
        min: 1,
        max: 1024,
        step: 1,
        initial: 16,
        fixed: false,
      },
      {
        key: 'height',
        label: 'Height',
        help: 'Height of a block.',
        type: 'int',
        unit: 'pixel',
        min: 1,
        max: 1024,
        step: 1,
        initial: 16,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'deband',
    label: 'Remove banding',
    help: 'Smooths the steps that slopes of few codes are cut into.',
    group: 'spatial',
    example: 'threshold:0.04:threshold_chroma:0.04:range:24',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'threshold',
        label: 'Threshold',
        help: 'Samples that differ by less, as a part of the range, are smoothed.',
        type: 'float',
        unit: '',
        min: 0,
        max: 0.5,
        step: 0.001,
        initial: 0.02,
        fixed: false,
      },
      {
        key: 'threshold_chroma',
        label: 'Chroma threshold',
        help: 'The same for chroma.',
        type: 'float',
        unit: '',
        min: 0,
        max: 0.5,
        step: 0.001,
        initial: 0.02,
        fixed: false,
      },
      {
        key: 'range',
        label: 'Range',
        help: 'How far away the samples are that are compared.',
        type: 'int',
        unit: 'pixel',
        min: 1,
        max: 64,
        step: 1,
        initial: 16,
        fixed: false,
      },
      {
        key: 'test',
        label: 'Compare with',
        help: 'The mean of four samples around, or each of them, which keeps more detail.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['mean', 'each'],
      },
      {
        key: 'seed',
        label: 'Seed',
        help: 'Chooses other positions.',
        type: 'int',
        unit: '',
        min: 0,
        max: 65535,
        step: 1,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'vignette',
    label: 'Vignette',
    help: 'Darkens the corners as a lens does, or takes that back.',
    group: 'spatial',
    example: 'angle:55',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'angle',
        label: 'Angle',
        help: 'Of the lens, at the corners: 0 changes nothing, 90 makes them black.',
        type: 'float',
        unit: 'degree',
        min: 0,
        max: 90,
        step: 1,
        initial: 36,
        fixed: false,
      },
      {
        key: 'x',
        label: 'Centre across',
        help: '0 is the left edge, 1 the right one.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.5,
        fixed: false,
      },
      {
        key: 'y',
        label: 'Centre down',
        help: '0 is the top edge, 1 the bottom one.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.5,
        fixed: false,
      },
      {
        key: 'mode',
        label: 'Mode',
        help: 'Darkens the corners, or lightens them as much.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['forward', 'backward'],
      },
      {
        key: 'dither',
        label: 'Dither',
        help: 'Hides steps in slow slopes.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 1,
        fixed: false,
        choices: ['none', 'ordered'],
      },
    ],
    results: [],
  },
  {
    name: 'grain',
    label: 'Grain',
    help: 'Adds noise as of film.',
    group: 'spatial',
    example: 'luma:14:chroma:5:size:2',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'luma',
        label: 'Strength',
        help: 'Standard deviation of the grain, in codes of 8 bits.',
        type: 'float',
        unit: '',
        min: 0,
        max: 100,
        step: 0.5,
        initial: 6,
        fixed: false,
      },
      {
        key: 'chroma',
        label: 'Colour',
        help: 'The same for chroma; RGB has grain without colour.',
        type: 'float',
        unit: '',
        min: 0,
        max: 100,
        step: 0.5,
        initial: 2,
        fixed: false,
      },
      {
        key: 'hold',
        label: 'Hold',
        help: 'Seconds for which a pattern stays; 0: each frame has its own.',
        type: 'float',
        unit: '',
        min: 0,
        max: 3600,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'size',
        label: 'Size',
        help: 'Size of the grains.',
        type: 'int',
        unit: 'pixel',
        min: 1,
        max: 16,
        step: 1,
        initial: 1,
        fixed: false,
      },
      {
        key: 'seed',
        label: 'Seed',
        help: 'Chooses another pattern.',
        type: 'int',
        unit: '',
        min: 0,
        max: 65535,
        step: 1,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'chromatic_shift',
    label: 'Colour shift',
    help: 'Moves red and blue against the picture, or back into place: in RGB their planes, in YUV Cr and Cb, whose luma stays.',
    group: 'spatial',
    example: 'red_x:6:blue_x:-6',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'red_x',
        label: 'Red right',
        help: 'How far red is moved to the right.',
        type: 'float',
        unit: 'pixel',
        min: -255,
        max: 255,
        step: 0.5,
        initial: 0,
        fixed: false,
      },
      {
        key: 'red_y',
        label: 'Red down',
        help: 'How far red is moved down.',
        type: 'float',
        unit: 'pixel',
        min: -255,
        max: 255,
        step: 0.5,
        initial: 0,
        fixed: false,
      },
      {
        key: 'blue_x',
        label: 'Blue right',
        help: 'How far blue is moved to the right.',
        type: 'float',
        unit: 'pixel',
        min: -255,
        max: 255,
        step: 0.5,
        initial: 0,
        fixed: false,
      },
      {
        key: 'blue_y',
        label: 'Blue down',
        help: 'How far blue is moved down.',
        type: 'float',
        unit: 'pixel',
        min: -255,
        max: 255,
        step: 0.5,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'lens',
    label: 'Lens distortion',
    help: 'Bends the picture as a lens does, or makes it straight again.',
    group: 'spatial',
    example: 'k1:0.3',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'k1',
        label: 'Distortion',
        help: 'By the square of the distance: below 0 makes a barrel straight, above 0 a cushion.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'k2',
        label: 'Second distortion',
        help: 'By the fourth power of the distance.',
        type: 'float',
        unit: '',
        min: -1,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'x',
        label: 'Centre across',
        help: '0 is the left edge, 1 the right one.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.5,
        fixed: false,
      },
      {
        key: 'y',
        label: 'Centre down',
        help: '0 is the top edge, 1 the bottom one.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.5,
        fixed: false,
      },
      {
        key: 'kernel',
        label: 'Kernel',
        help: 'From soft to sharp: bilinear, bicubic.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 1,
        fixed: false,
        choices: ['bilinear', 'bicubic'],
      },
      {
        key: 'edge',
        label: 'Edge',
        help: 'What is shown beyond the picture\'s edges.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 1,
        fixed: false,
        choices: ['transparent', 'black', 'clamp'],
      },
    ],
    results: [],
  },
  {
    name: 'scale',
    label: 'Scale',
    help: 'Changes the size of the image.',
    group: 'geometry',
    example: 'width:144:kernel:bicubic',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'width',
        label: 'Width',
        help: 'Width of the result; 0 keeps the aspect, to whole samples of chroma.',
        type: 'int',
        unit: 'pixel',
        min: 0,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: true,
      },
      {
        key: 'height',
        label: 'Height',
        help: 'Height of the result; 0 keeps the aspect, to whole samples of chroma.',
        type: 'int',
        unit: 'pixel',
        min: 0,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: true,
      },
      {
        key: 'kernel',
        label: 'Kernel',
        help: 'From soft to sharp: bilinear, mitchell, bicubic, lanczos; area takes the mean.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 4,
        step: 1,
        initial: 1,
        fixed: false,
        choices: ['bilinear', 'bicubic', 'lanczos', 'mitchell', 'area'],
      },
      {
        key: 'keep',
        label: 'Keep',
        help: 'Where width and height change by different factors: the shape of pixels, so that the picture is stretched, or that of the picture, so that its pixels get another sample aspect ratio.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['pixels', 'picture'],
      },
    ],
    results: [],
  },
  {
    name: 'crop',
    label: 'Crop',
    help: 'Keeps a part of the image.',
    group: 'geometry',
    example: 'width:200:height:120',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'width',
        label: 'Width',
        help: 'Width of the part; 0, or more than there is, is the whole width.',
        type: 'int',
        unit: 'pixel',
        min: 0,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: true,
      },
      {
        key: 'height',
        label: 'Height',
        help: 'Height of the part; 0, or more than there is, is the whole height.',
        type: 'int',
        unit: 'pixel',
        min: 0,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: true,
      },
      {
        key: 'x',
        label: 'Left',
        help: 'What is cut off at the left; -1: the middle is kept.',
        type: 'int',
        unit: 'pixel',
        min: -1,
        max: 16384,
        step: 1,
        initial: -1,
        fixed: false,
      },
      {
        key: 'y',
        label: 'Top',
        help: 'What is cut off at the top; -1: the middle is kept.',
        type: 'int',
        unit: 'pixel',
        min: -1,
        max: 16384,
        step: 1,
        initial: -1,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'pad',
    label: 'Pad',
    help: 'Puts the image into a larger frame.',
    group: 'geometry',
    example: 'aspect:1:red:0.1:green:0.2:blue:0.4',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'width',
        label: 'Width',
        help: 'Width of the frame; less than the image\'s is the image\'s.',
        type: 'int',
        unit: 'pixel',
        min: 0,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: true,
      },
      {
        key: 'height',
        label: 'Height',
        help: 'Height of the frame; less than the image\'s is the image\'s.',
        type: 'int',
        unit: 'pixel',
        min: 0,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: true,
      },
      {
        key: 'aspect',
        label: 'Aspect',
        help: 'Width by height that the frame grows to: 16 / 9, 1; 0: as it is.',
        type: 'float',
        unit: '',
        min: 0,
        max: 100,
        step: 0.01,
        initial: 0,
        fixed: true,
      },
      {
        key: 'x',
        label: 'Left',
        help: 'Width of the bar at the left; -1: the image is centred.',
        type: 'int',
        unit: 'pixel',
        min: -1,
        max: 16384,
        step: 1,
        initial: -1,
        fixed: false,
      },
      {
        key: 'y',
        label: 'Top',
        help: 'Height of the bar at the top; -1: the image is centred.',
        type: 'int',
        unit: 'pixel',
        min: -1,
        max: 16384,
        step: 1,
        initial: -1,
        fixed: false,
      },
      {
        key: 'red',
        label: 'Red',
        help: 'Red of the frame.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'green',
        label: 'Green',
        help: 'Green of the frame.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'blue',
        label: 'Blue',
        help: 'Blue of the frame.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'alpha',
        label: 'Alpha',
        help: 'How opaque the frame is, where the format has alpha.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'rotate',
    label: 'Rotate',
    help: 'Turns the image by quarters, and by any angle.',
    group: 'geometry',
    example: 'turn:90',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'turn',
        label: 'Turn',
        help: 'Degrees clockwise.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 3,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['0', '90', '180', '270'],
      },
      {
        key: 'angle',
        label: 'Angle',
        help: 'Turned further, clockwise, about the middle.',
        type: 'float',
        unit: 'degree',
        min: -3600,
        max: 3600,
        step: 0.1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'kernel',
        label: 'Kernel',
        help: 'For angles, from soft to sharp: bilinear, bicubic.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 1,
        fixed: false,
        choices: ['bilinear', 'bicubic'],
      },
      {
        key: 'edge',
        label: 'Edge',
        help: 'What is shown beyond the image\'s edges.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['transparent', 'black', 'clamp'],
      },
      {
        key: 'size',
        label: 'Size',
        help: 'For angles: the frame stays, and cuts corners off, or grows to hold them.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['keep', 'grow'],
      },
    ],
    results: [],
  },
  {
    name: 'flip',
    label: 'Flip',
    help: 'Mirrors the image.',
    group: 'geometry',
    example: 'direction:horizontal',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'direction',
        label: 'Direction',
        help: 'Which sides change places.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['horizontal', 'vertical'],
      },
    ],
    results: [],
  },
  {
    name: 'denoise',
    label: 'Denoise',
    help: 'Evens out noise in time and space, and keeps edges and movement.',
    group: 'temporal',
    example: 'luma_spatial:12:chroma_spatial:9:luma_temporal:18:chroma_temporal:14',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 2,
    framesAfter: 2,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'luma_spatial',
        label: 'Luma in space',
        help: 'Differences of neighbours in luma up to this, in codes at 8 bits, are evened out.',
        type: 'float',
        unit: '',
        min: 0,
        max: 30,
        step: 0.5,
        initial: 4,
        fixed: false,
      },
      {
        key: 'chroma_spatial',
        label: 'Chroma in space',
        help: 'The same of chroma.',
        type: 'float',
        unit: '',
        min: 0,
        max: 30,
        step: 0.5,
        initial: 3,
        fixed: false,
      },
      {
        key: 'luma_temporal',
        label: 'Luma in time',
        help: 'Differences from frame to frame in luma up to about this are evened out.',
        type: 'float',
        unit: '',
        min: 0,
        max: 33,
        step: 0.5,
        initial: 6,
        fixed: false,
      },
      {
        key: 'chroma_temporal',
        label: 'Chroma in time',
        help: 'The same of chroma.',
        type: 'float',
        unit: '',
        min: 0,
        max: 33,
        step: 0.5,
        initial: 4.5,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'nlmeans',
    label: 'Non-local means',
    help: 'Averages each sample with those around it that have like surroundings.',
    group: 'temporal',
    example: 'strength:6:patch:7:research:15',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'strength',
        label: 'Strength',
        help: 'How different patches may be and still count: 10 times this is where they count 1/e.',
        type: 'float',
        unit: '',
        min: 1,
        max: 30,
        step: 0.1,
        initial: 1,
        fixed: false,
      },
      {
        key: 'patch',
        label: 'Patch',
        help: 'Size of the patches compared; odd.',
        type: 'int',
        unit: 'pixel',
        min: 1,
        max: 15,
        step: 2,
        initial: 7,
        fixed: false,
      },
      {
        key: 'research',
        label: 'Research window',
        help: 'Size of the square that samples are taken from; odd, 1 takes none.',
        type: 'int',
        unit: 'pixel',
        min: 1,
        max: 21,
        step: 2,
        initial: 15,
        fixed: false,
      },
      {
        key: 'chroma_patch',
        label: 'Patch in chroma',
        help: 'The same for chroma, in its samples; 0: as in luma.',
        type: 'int',
        unit: '',
        min: 0,
        max: 15,
        step: 1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'chroma_research',
        label: 'Research window in chroma',
        help: 'The same for chroma, in its samples; 0: as in luma.',
        type: 'int',
        unit: '',
        min: 0,
        max: 21,
        step: 1,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'deinterlace',
    label: 'Deinterlace',
    help: 'Makes whole frames from interlaced fields.',
    group: 'temporal',
    example: 'mode:bwdif',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 1,
    framesAfter: 1,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'mode',
        label: 'Method',
        help: 'bwdif keeps more detail than yadif.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 1,
        fixed: false,
        choices: ['yadif', 'bwdif'],
      },
      {
        key: 'rate',
        label: 'Rate',
        help: 'A frame for each frame, or a frame for each field.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['frame', 'field'],
      },
      {
        key: 'parity',
        label: 'First field',
        help: 'Which field is the earlier one; auto: as the frame says.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['auto', 'top', 'bottom'],
      },
      {
        key: 'only',
        label: 'Frames',
        help: 'Which frames are deinterlaced; the others stay as they are.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['all', 'interlaced'],
      },
    ],
    results: [],
  },
  {
    name: 'temporal_blend',
    label: 'Blend in time',
    help: 'Averages each frame with its neighbours in time.',
    group: 'temporal',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 4,
    framesAfter: 4,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'weights',
        label: 'Weights',
        help: 'One for each frame in the order of time; the middle one is for the frame itself.',
        type: 'list',
        unit: '',
        min: 0,
        max: 1000,
        step: 0.1,
        initial: 0,
        fixed: false,
        fewest: 1,
        most: 9,
        initialValues: [1, 1, 1],
        curve: false,
      },
    ],
    results: [],
  },
  {
    name: 'stabilize',
    label: 'Stabilize',
    help: 'Takes the shaking of the camera out of a clip, in a second pass after motion.',
    group: 'temporal',
    example: 'motion:[[1.7,0,0,0,1,1],[1.8,0.06,-0.05,4,1,1],[1.9,-0.06,0.05,-4,1,1]]:fit:fixed:edge:black',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'motion',
        label: 'Motion',
        help: 'JSON of the steps that the analysis `motion` gives, frame by frame.',
        type: 'text',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: true,
      },
      {
        key: 'smoothness',
        label: 'Smoothness',
        help: 'Seconds to each side over which the movement is averaged.',
        type: 'float',
        unit: '',
        min: 0,
        max: 60,
        step: 0.1,
        initial: 0.5,
        fixed: true,
      },
      {
        key: 'shift_limit',
        label: 'Shift limit',
        help: 'Most that a frame is shifted, in widths and heights of the picture.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.25,
        fixed: true,
      },
      {
        key: 'rotation_limit',
        label: 'Rotation limit',
        help: 'Most that a frame is turned; 0 leaves rotation as it is.',
        type: 'float',
        unit: 'degree',
        min: 0,
        max: 180,
        step: 1,
        initial: 15,
        fixed: true,
      },
      {
        key: 'zoom',
        label: 'Zoom',
        help: 'Factor of the size, beside that of `fit`.',
        type: 'float',
        unit: '',
        min: 0.25,
        max: 4,
        step: 0.01,
        initial: 1,
        fixed: true,
      },
      {
        key: 'fit',
        label: 'Fit',
        help: 'Enlarged as far as no edge of any frame is seen, or by `zoom` alone.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['auto', 'fixed'],
      },
      {
        key: 'kernel',
        label: 'Kernel',
        help: 'From soft to sharp: bilinear, bicubic.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 1,
        fixed: false,
        choices: ['bilinear', 'bicubic'],
      },
      {
        key: 'edge',
        label: 'Edge',
        help: 'What is shown beyond the image\'s edges.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 2,
        fixed: false,
        choices: ['transparent', 'black', 'clamp'],
      },
    ],
    results: [],
  },
  {
    name: 'transform',
    label: 'Transform',
    help: 'Moves, scales and rotates the image inside its frame.',
    group: 'geometry',
    example: 'scale_x:0.7:scale_y:0.7:rotation:15:edge:black',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'x',
        label: 'Right',
        help: 'How far the image is moved to the right.',
        type: 'float',
        unit: 'pixel',
        min: -16384,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'y',
        label: 'Down',
        help: 'How far the image is moved down.',
        type: 'float',
        unit: 'pixel',
        min: -16384,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'scale_x',
        label: 'Scale across',
        help: 'Factor for the width.',
        type: 'float',
        unit: '',
        min: 0.01,
        max: 100,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'scale_y',
        label: 'Scale down',
        help: 'Factor for the height.',
        type: 'float',
        unit: '',
        min: 0.01,
        max: 100,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'rotation',
        label: 'Rotation',
        help: 'Angle, clockwise.',
        type: 'float',
        unit: 'degree',
        min: -3600,
        max: 3600,
        step: 1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'anchor_x',
        label: 'Anchor across',
        help: 'What stays in place when scaled and rotated: 0 is the left edge, 1 the right one.',
        type: 'float',
        unit: '',
        min: -1,
        max: 2,
        step: 0.01,
        initial: 0.5,
        fixed: false,
      },
      {
        key: 'anchor_y',
        label: 'Anchor down',
        help: 'What stays in place when scaled and rotated: 0 is the top edge, 1 the bottom one.',
        type: 'float',
        unit: '',
        min: -1,
        max: 2,
        step: 0.01,
        initial: 0.5,
        fixed: false,
      },
      {
        key: 'kernel',
        label: 'Kernel',
        help: 'From soft to sharp: bilinear, bicubic.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 1,
        fixed: false,
        choices: ['bilinear', 'bicubic'],
      },
      {
        key: 'edge',
        label: 'Edge',
        help: 'What is shown beyond the image\'s edges.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['transparent', 'black', 'clamp'],
      },
    ],
    results: [],
  },
  {
    name: 'perspective',
    label: 'Perspective',
    help: 'Moves the four corners of the image, or straightens what lies between four places.',
    group: 'geometry',
    example: 'top_left_x:0.2:top_left_y:0.1:bottom_left_x:0.1:bottom_right_y:0.8',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'top_left_x',
        label: 'Top left, across',
        help: 'Place of a corner: 0 is the left edge, 1 the right.',
        type: 'float',
        unit: '',
        min: -2,
        max: 3,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'top_left_y',
        label: 'Top left, down',
        help: 'Place of a corner: 0 is the top edge, 1 the bottom.',
        type: 'float',
        unit: '',
        min: -2,
        max: 3,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'top_right_x',
        label: 'Top right, across',
        help: 'The same of the top right corner.',
        type: 'float',
        unit: '',
        min: -2,
        max: 3,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'top_right_y',
        label: 'Top right, down',
        help: 'The same of the top right corner.',
        type: 'float',
        unit: '',
        min: -2,
        max: 3,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'bottom_left_x',
        label: 'Bottom left, across',
        help: 'The same of the bottom left corner.',
        type: 'float',
        unit: '',
        min: -2,
        max: 3,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'bottom_left_y',
        label: 'Bottom left, down',
        help: 'The same of the bottom left corner.',
        type: 'float',
        unit: '',
        min: -2,
        max: 3,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'bottom_right_x',
        label: 'Bottom right, across',
        help: 'The same of the bottom right corner.',
        type: 'float',
        unit: '',
        min: -2,
        max: 3,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'bottom_right_y',
        label: 'Bottom right, down',
        help: 'The same of the bottom right corner.',
        type: 'float',
        unit: '',
        min: -2,
        max: 3,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'sense',
        label: 'Sense',
        help: 'Whether the image\'s corners go to the places, or the places become the corners.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['destination', 'source'],
      },
      {
        key: 'kernel',
        label: 'Kernel',
        help: 'From soft to sharp: bilinear, bicubic.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 1,
        fixed: false,
        choices: ['bilinear', 'bicubic'],
      },
      {
        key: 'edge',
        label: 'Edge',
        help: 'What is shown beyond the image\'s edges.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['transparent', 'black', 'clamp'],
      },
    ],
    results: [],
  },
  {
    name: 'depth',
    label: 'Bit depth',
    help: 'Changes the number of bits of a sample, with dither.',
    group: 'color',
    example: 'bits:8:dither:ordered',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'topDown',
    keepsShape: false,
    params: [
      {
        key: 'bits',
        label: 'Bits',
        help: 'Bits of a sample.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 3,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['8', '10', '12', '16'],
      },
      {
        key: 'dither',
        label: 'Dither',
        help: 'How samples are rounded where bits are lost.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 2,
        fixed: false,
        choices: ['none', 'ordered', 'error_diffusion'],
      },
      {
        key: 'scan',
        label: 'Scan',
        help: 'Way of error diffusion through the rows; serpentine turns after each.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['serpentine', 'left_to_right'],
      },
    ],
    results: [],
  },
  {
    name: 'chroma_key',
    label: 'Chroma key',
    help: 'Makes a colour clear: the output has alpha, for an overlay.',
    group: 'compose',
    example: 'red:0.2:green:0.6:blue:0.1:similarity:0.08:blend:0.1:despill:1',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'red',
        label: 'Red',
        help: 'Red of the colour that becomes clear.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'green',
        label: 'Green',
        help: 'Green of the colour that becomes clear.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'blue',
        label: 'Blue',
        help: 'Blue of the colour that becomes clear.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'similarity',
        label: 'Similarity',
        help: 'How far from the key a colour may be and still be clear; 0.01 is the key alone.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.005,
        initial: 0.1,
        fixed: false,
      },
      {
        key: 'blend',
        label: 'Edge softness',
        help: 'How much farther colours are partly clear; 0 cuts sharply.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.005,
        initial: 0.05,
        fixed: false,
      },
      {
        key: 'despill',
        label: 'Despill',
        help: 'How much of the key\'s hue is taken out of what stays.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'overlay',
    label: 'Overlay',
    help: 'Lays a second input over the image, or under it.',
    group: 'compose',
    example: 'x:90:y:40:opacity:0.8:blend:screen',
    inputs: 2,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: ['gray', 'yuv', 'rgb', 'rgba'],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'x',
        label: 'Left',
        help: 'Where the left edge of the second input lies.',
        type: 'int',
        unit: 'pixel',
        min: -16384,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'y',
        label: 'Top',
        help: 'Where the top edge of the second input lies.',
        type: 'int',
        unit: 'pixel',
        min: -16384,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'opacity',
        label: 'Opacity',
        help: 'Factor for the second input\'s alpha.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'blend',
        label: 'Blend mode',
        help: 'How colours are mixed where both are opaque.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 9,
        step: 1,
        initial: 0,
        fixed: false,
        choices: [
          'normal',
          'multiply',
          'screen',
          'overlay',
          'darken',
          'lighten',
          'add',
          'difference',
          'soft_light',
          'hard_light',
        ],
      },
      {
        key: 'alpha',
        label: 'Alpha',
        help: 'Whether colours of the second input are multiplied by their alpha.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['straight', 'premultiplied'],
      },
      {
        key: 'order',
        label: 'Second input',
        help: 'Whether the second input lies over the image or under it, seen where that is clear.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: true,
        choices: ['over', 'under'],
      },
    ],
    results: [],
  },
  {
    name: 'mask',
    label: 'Mask',
    help: 'Cuts the image out by the luma or alpha of a second input: the output has alpha.',
    group: 'compose',
    inputs: 2,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: ['gray', 'yuv', 'rgb', 'rgba'],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: false,
    params: [
      {
        key: 'source',
        label: 'Matte',
        help: 'What of the second input is the matte.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['luma', 'alpha'],
      },
      {
        key: 'invert',
        label: 'Invert',
        help: 'Whether the matte hides instead.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['no', 'yes'],
      },
      {
        key: 'x',
        label: 'Left',
        help: 'Where the left edge of the second input lies.',
        type: 'int',
        unit: 'pixel',
        min: -16384,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'y',
        label: 'Top',
        help: 'Where the top edge of the second input lies.',
        type: 'int',
        unit: 'pixel',
        min: -16384,
        max: 16384,
        step: 1,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'crossfade',
    label: 'Crossfade',
    help: 'Passes from the image to a second input of its size.',
    group: 'compose',
    example: 'by:progress:progress:0.5',
    inputs: 2,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: ['gray', 'yuv', 'rgb', 'rgba'],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'by',
        label: 'By',
        help: 'Whether time moves it or `progress` does.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['time', 'progress'],
      },
      {
        key: 'start',
        label: 'Start',
        help: 'When it begins, in seconds.',
        type: 'float',
        unit: '',
        min: -86400,
        max: 86400,
        step: 0.1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'duration',
        label: 'Duration',
        help: 'How long it takes, in seconds.',
        type: 'float',
        unit: '',
        min: 0,
        max: 86400,
        step: 0.1,
        initial: 1,
        fixed: false,
      },
      {
        key: 'progress',
        label: 'Progress',
        help: 'By `progress`: 0 shows the image, 1 the second input; for keyframes.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'wipe',
    label: 'Wipe',
    help: 'Passes from the image to a second input of its size by an edge that moves.',
    group: 'compose',
    example: 'by:progress:progress:0.5:shape:iris_open:softness:0.1',
    inputs: 2,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: ['gray', 'yuv', 'rgb', 'rgba'],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'by',
        label: 'By',
        help: 'Whether time moves it or `progress` does.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 1,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['time', 'progress'],
      },
      {
        key: 'start',
        label: 'Start',
        help: 'When it begins, in seconds.',
        type: 'float',
        unit: '',
        min: -86400,
        max: 86400,
        step: 0.1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'duration',
        label: 'Duration',
        help: 'How long it takes, in seconds.',
        type: 'float',
        unit: '',
        min: 0,
        max: 86400,
        step: 0.1,
        initial: 1,
        fixed: false,
      },
      {
        key: 'progress',
        label: 'Progress',
        help: 'By `progress`: 0 shows the image, 1 the second input; for keyframes.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'shape',
        label: 'Shape',
        help: 'Where the edge moves to, or a circle.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 9,
        step: 1,
        initial: 0,
        fixed: false,
        choices: [
          'left',
          'right',
          'up',
          'down',
          'up_left',
          'up_right',
          'down_left',
          'down_right',
          'iris_open',
          'iris_close',
        ],
      },
      {
        key: 'softness',
        label: 'Softness',
        help: 'Width of the edge, as a part of the way that it goes; 0 is a pixel.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'fade',
    label: 'Fade',
    help: 'Fades from a colour or to it.',
    group: 'compose',
    example: 'type:level:level:0.5',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'type',
        label: 'Type',
        help: 'Whether the picture comes, goes, or is there as far as `level` says.',
        type: 'choice',
        unit: '',
        min: 0,
        max: 2,
        step: 1,
        initial: 0,
        fixed: false,
        choices: ['in', 'out', 'level'],
      },
      {
        key: 'start',
        label: 'Start',
        help: 'When the fade begins, in seconds.',
        type: 'float',
        unit: '',
        min: -86400,
        max: 86400,
        step: 0.1,
        initial: 0,
        fixed: false,
      },
      {
        key: 'duration',
        label: 'Duration',
        help: 'How long it takes, in seconds.',
        type: 'float',
        unit: '',
        min: 0,
        max: 86400,
        step: 0.1,
        initial: 1,
        fixed: false,
      },
      {
        key: 'level',
        label: 'Level',
        help: 'With type `level`: how much of the picture is left, for keyframes.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 1,
        fixed: false,
      },
      {
        key: 'red',
        label: 'Red',
        help: 'Red of the colour.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'green',
        label: 'Green',
        help: 'Green of the colour.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
      {
        key: 'blue',
        label: 'Blue',
        help: 'Blue of the colour.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0,
        fixed: false,
      },
    ],
    results: [],
  },
  {
    name: 'histogram',
    label: 'Histogram',
    help: 'Counts the samples of each plane by code.',
    group: 'analysis',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [],
    results: [
      { key: 'luma', help: 'Samples of the luma plane by code.', type: 'u32' },
      { key: 'cb', help: 'Samples of the Cb plane by code.', type: 'u32' },
      { key: 'cr', help: 'Samples of the Cr plane by code.', type: 'u32' },
      { key: 'red', help: 'Samples of the red plane by code.', type: 'u32' },
      { key: 'green', help: 'Samples of the green plane by code.', type: 'u32' },
      { key: 'blue', help: 'Samples of the blue plane by code.', type: 'u32' },
      { key: 'alpha', help: 'Samples of the alpha plane by code.', type: 'u32' },
    ],
  },
  {
    name: 'waveform',
    label: 'Waveform',
    help: 'Counts levels of luma column by column.',
    group: 'analysis',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'columns',
        label: 'Columns',
        help: 'Columns that the picture\'s width is cut into; at most one for each pixel.',
        type: 'int',
        unit: '',
        min: 1,
        max: 4096,
        step: 1,
        initial: 256,
        fixed: true,
      },
    ],
    results: [{ key: 'luma', help: 'Samples of luma by column and level: element 256 * column + level.', type: 'u32' }],
  },
  {
    name: 'parade',
    label: 'Parade',
    help: 'Counts levels of each colour plane column by column.',
    group: 'analysis',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'columns',
        label: 'Columns',
        help: 'Columns that the picture\'s width is cut into; at most one for each pixel.',
        type: 'int',
        unit: '',
        min: 1,
        max: 4096,
        step: 1,
        initial: 256,
        fixed: true,
      },
    ],
    results: [
      { key: 'luma', help: 'Samples of luma by column and level: element 256 * column + level.', type: 'u32' },
      { key: 'cb', help: 'The same of Cb.', type: 'u32' },
      { key: 'cr', help: 'The same of Cr.', type: 'u32' },
      { key: 'red', help: 'The same of red.', type: 'u32' },
      { key: 'green', help: 'The same of green.', type: 'u32' },
      { key: 'blue', help: 'The same of blue.', type: 'u32' },
    ],
  },
  {
    name: 'vectorscope',
    label: 'Vectorscope',
    help: 'Counts the samples of chroma by Cb and Cr.',
    group: 'analysis',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [],
    results: [{ key: 'chroma', help: 'Samples by Cr and Cb: element 256 * Cr + Cb, of 8 bits.', type: 'u32' }],
  },
  {
    name: 'statistics',
    label: 'Statistics',
    help: 'Least, most and mean of each plane; PSNR and SSIM against a second input.',
    group: 'analysis',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: ['gray', 'yuv', 'rgb', 'rgba'],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [],
    results: [
      { key: 'min', help: 'The least code of each plane, in the order of the format\'s planes.', type: 'u32' },
      { key: 'max', help: 'The largest code of each plane.', type: 'u32' },
      { key: 'mean', help: 'The mean code of each plane.', type: 'f64' },
      {
        key: 'psnr',
        help: 'With a second input: PSNR of each plane in dB, Infinity where it is equal.',
        type: 'f64',
      },
      {
        key: 'ssim',
        help: 'With a second input: mean SSIM of each plane; 0 where it has no window of 8 x 8.',
        type: 'f64',
      },
      {
        key: 'sums',
        help: 'What the others are made of, five numbers for each plane: the sum of codes, that of squared differences in units of 2^32 and the rest, that of the windows\' SSIM in 1/2^28, and the number of windows.',
        type: 'f64',
      },
    ],
  },
  {
    name: 'scene_change',
    label: 'Scene change',
    help: 'Tells how suddenly a frame differs from those before it.',
    group: 'analysis',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 2,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [],
    results: [
      { key: 'score', help: 'How sudden the change is, 0 to 100; a cut has 10 or more.', type: 'f64' },
      {
        key: 'difference',
        help: 'Mean difference of luma to the frame before, in percent of the range; then that of the frame before to its own.',
        type: 'f64',
      },
    ],
  },
  {
    name: 'black_detect',
    label: 'Black detection',
    help: 'Tells whether a frame is black.',
    group: 'analysis',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 0,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'pixel',
        label: 'Pixel',
        help: 'Luma up to which a pixel is black.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.1,
        fixed: false,
      },
      {
        key: 'picture',
        label: 'Picture',
        help: 'Part of the pixels that are black in a black frame.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.01,
        initial: 0.98,
        fixed: false,
      },
    ],
    results: [
      { key: 'black', help: '1 where the frame is black, else 0.', type: 'u32' },
      { key: 'part', help: 'The part of the pixels that are black, 0 to 1.', type: 'f64' },
      { key: 'pixels', help: 'The pixels that are black.', type: 'u32' },
    ],
  },
  {
    name: 'freeze_detect',
    label: 'Freeze detection',
    help: 'Tells whether a frame repeats the one before it.',
    group: 'analysis',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 1,
    framesAfter: 0,
    order: 'any',
    keepsShape: true,
    params: [
      {
        key: 'noise',
        label: 'Noise',
        help: 'Mean difference, as a part of the range, that is none.',
        type: 'float',
        unit: '',
        min: 0,
        max: 1,
        step: 0.0005,
        initial: 0.001,
        fixed: false,
      },
    ],
    results: [
      { key: 'frozen', help: '1 where the frame repeats the one before it, else 0.', type: 'u32' },
      { key: 'difference', help: 'Mean difference of the samples, as a part of the range.', type: 'f64' },
    ],
  },
  {
    name: 'motion',
    label: 'Motion',
    help: 'Tells how the whole picture moved since the frame before: the first pass of stabilize.',
    group: 'analysis',
    inputs: 1,
    models: ['gray', 'yuv', 'rgb'],
    secondModels: [],
    framesBefore: 1,
    framesAfter: 0,
    order: 'wholeFrame',
    keepsShape: true,
    params: [],
    results: [
      {
        key: 'step',
        help: 'Six numbers: the frame\'s time in seconds; how far it moved to the right in widths of the picture, and down in heights; how far it turned clockwise, in degrees; the factor of its size; the share of blocks that agree, 0 to 1.',
        type: 'f64',
      },
    ],
  },
];

/**
 * The numbers of a region, as parameters.
 *
 * @example
 * regionParams.map((param) => param.key); // ['x', 'y', 'width', 'height', 'feather']
 * @type {ParamDescriptor[]}
 */
export const regionParams = [
  {
    key: 'x',
    label: 'Left',
    help: 'First column.',
    type: 'int',
    unit: 'pixel',
    min: -16384,
    max: 16384,
    step: 1,
    initial: 0,
    fixed: false,
  },
  {
    key: 'y',
    label: 'Top',
    help: 'First row.',
    type: 'int',
    unit: 'pixel',
    min: -16384,
    max: 16384,
    step: 1,
    initial: 0,
    fixed: false,
  },
  {
    key: 'width',
    label: 'Width',
    help: 'Columns.',
    type: 'int',
    unit: 'pixel',
    min: 1,
    max: 16384,
    step: 1,
    initial: 16384,
    fixed: false,
  },
  {
    key: 'height',
    label: 'Height',
    help: 'Rows.',
    type: 'int',
    unit: 'pixel',
    min: 1,
    max: 16384,
    step: 1,
    initial: 16384,
    fixed: false,
  },
  {
    key: 'feather',
    label: 'Feather',
    help: 'Pixels inside the rectangle over which the filter\'s effect rises to its whole.',
    type: 'int',
    unit: 'pixel',
    min: 0,
    max: 16384,
    step: 1,
    initial: 0,
    fixed: false,
  },
];
